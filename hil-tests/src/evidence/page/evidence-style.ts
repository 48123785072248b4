import { reportStyle } from '@feierabend/firmware-sim/page/report-style';

/** What the evidence page has beside the report of a day. */
export const evidenceStyle = `${reportStyle}
nav {
  float: right;
  font-size: 0.875rem;
}
a {
  color: inherit;
  text-underline-offset: 0.15em;
}
.notice {
  padding: 0.7rem 0.9rem;
  border-left: 4px solid var(--amber);
  background: var(--card);
}
.does {
  margin: 0.25rem 0 0;
  color: var(--soft);
  font-size: 0.85rem;
  font-weight: 400;
}
.outcome.warn {
  background: var(--amber-ground);
  color: var(--ink);
  border-color: transparent;
}
.outcome {
  white-space: nowrap;
}
tr.organisational td,
tr.organisational th {
  color: var(--soft);
  font-weight: 400;
}
.tests,
.values {
  margin: 0;
  padding: 0;
  list-style: none;
}
.tests > li + li {
  margin-top: 0.5rem;
}
.values {
  margin-top: 0.15rem;
  font-size: 0.875rem;
}
.limits {
  color: var(--soft);
}
.values em {
  color: var(--alarm);
  font-style: normal;
  font-weight: 600;
}
.said {
  margin: 0 0 0.75rem;
  padding: 0.6rem 0.8rem;
  border-radius: 6px;
  background: var(--rail);
  white-space: pre-wrap;
  overflow-wrap: anywhere;
  font:
    0.85rem/1.5 ui-monospace,
    SFMono-Regular,
    Menlo,
    Consolas,
    monospace;
}
.timing {
  margin: 0.6rem 0;
}
.timing .dot {
  fill: var(--work);
}
.timing .out {
  stroke: var(--alarm);
  stroke-width: 2;
  fill: none;
}
.timing .limit {
  stroke: var(--ink);
  stroke-dasharray: 6 4;
}
.timing .row {
  paint-order: stroke;
  stroke: var(--card);
  stroke-width: 5px;
}
.track {
  margin-top: 0.9rem;
}
h3 + .ribbon {
  margin-top: 0.6rem;
}
tr:target > * {
  background: var(--good-ground);
}
.clauses td,
.clauses th {
  overflow-wrap: anywhere;
}
.values + p {
  margin-top: 0.75rem;
}
.digest {
  overflow-wrap: normal;
}
@media (min-width: 36.01rem) {
  .clauses {
    table-layout: fixed;
  }
  .matrix th:first-child {
    width: 6.5rem;
  }
  .matrix th:nth-child(3) {
    width: 9rem;
  }
  .runs th:first-child {
    width: 17rem;
  }
  .runs th:nth-child(2) {
    width: 11.5rem;
  }
  .runs th:nth-child(3),
  .files th:nth-child(3) {
    width: 6.5rem;
  }
  .policies th:first-child {
    width: 3rem;
  }
}
@page {
  size: A4;
  margin: 13mm 12mm 14mm;
}
@media print {
  a {
    text-decoration: none;
  }
  nav {
    display: none;
  }
  html {
    font-size: 11px;
  }
  body {
    font-size: 1rem;
    line-height: 1.35;
  }
  section {
    margin-top: 0.9rem;
    padding: 0;
    border: 0;
  }
  th,
  td {
    padding: 0.25rem 0.6rem 0.25rem 0;
  }
  /* A clause with twenty tests is as high as a page: moved as a whole, it would leave one empty. */
  tr {
    break-inside: auto;
  }
  thead {
    display: table-header-group;
  }
  li,
  th p,
  .facts > *,
  svg {
    break-inside: avoid;
  }
  h3,
  thead tr {
    break-after: avoid;
  }
  .tests > li + li {
    margin-top: 0.25rem;
  }
  .values li {
    display: inline;
  }
  .values li + li::before {
    content: '· ';
  }
  .policies .values li {
    display: block;
  }
  .policies .values li + li::before {
    content: none;
  }
  .digest {
    font-size: 0.8em;
    white-space: nowrap;
  }
  .files th:last-child,
  .policies th:last-child {
    width: 19rem;
  }
  p {
    max-width: none;
  }
  .tiles {
    grid-template-columns: repeat(7, 1fr);
    margin-top: 0.75rem;
  }
  .tiles div {
    padding: 0.4rem 0.6rem;
  }
  .tiles dd {
    font-size: 1.2rem;
  }
  .facts {
    gap: 0.15rem 1.5rem;
  }
  .matrix th:nth-child(2) {
    width: 17rem;
  }
  .matrix th:nth-child(3) {
    width: 6.5rem;
  }
  .runs th:nth-child(2) {
    width: 7.5rem;
  }
  .runs th:nth-child(3),
  .files th:nth-child(3) {
    width: 4.5rem;
  }
  .said {
    border: 1px solid var(--line);
  }
}
`;
