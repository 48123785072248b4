import { DOMImplementation, XMLSerializer, type Document, type Element } from '@xmldom/xmldom';

/** An element to be: name, attributes, and either elements or text inside. Attributes that are `undefined` are left out. */
export interface XmlNode {
  readonly name: string;
  readonly attributes?: Readonly<Record<string, string | number | undefined>>;
  readonly children?: readonly XmlNode[] | string;
}

/** A document with one element per line. Characters that XML 1.0 cannot hold become U+FFFD, so that nothing breaks it. */
export function xmlDocument(root: XmlNode): string {
  const document = new DOMImplementation().createDocument(null, root.name, null);
  if (document.documentElement !== null) fill(document, document.documentElement, root);
  const text = new XMLSerializer().serializeToString(document, { requireWellFormed: true });
  return `<?xml version="1.0" encoding="UTF-8"?>\n${text}\n`;
}

function fill(document: Document, element: Element, { attributes = {}, children = [] }: XmlNode) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined) element.setAttribute(name, holdable(String(value)));
  }
  if (typeof children === 'string') {
    if (children !== '') element.appendChild(document.createTextNode(holdable(children)));
    return;
  }
  for (const child of children) {
    element.appendChild(document.createTextNode('\n'));
    const made = document.createElement(child.name);
    fill(document, made, child);
    element.appendChild(made);
  }
  if (children.length > 0) element.appendChild(document.createTextNode('\n'));
}

/** XML 1.0 section 2.2; lone surrogates are no characters either. */
function holdable(text: string): string {
  return text.replace(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, '\uFFFD');
}
