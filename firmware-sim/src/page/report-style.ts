import { drawingStyle } from './drawing-style.ts';
import { palette } from './palette.ts';

const pageStyle = `
* {
  box-sizing: border-box;
}
body {
  margin: 0;
  background: var(--paper);
  color: var(--ink);
  line-height: 1.5;
  font:
    16px/1.5 system-ui,
    -apple-system,
    'Segoe UI',
    Roboto,
    'Helvetica Neue',
    Arial,
    sans-serif;
  font-variant-numeric: tabular-nums;
  -webkit-text-size-adjust: 100%;
}
main {
  max-width: 62rem;
  margin: 0 auto;
  padding: 2.5rem 1.25rem 4rem;
}
header .kicker {
  margin: 0;
  max-width: none;
  color: var(--soft);
  font-size: 0.875rem;
}
h1 {
  margin: 0.35rem 0 1rem;
  font-size: clamp(1.6rem, 4.5vw, 2.3rem);
  line-height: 1.15;
  letter-spacing: -0.015em;
  font-weight: 650;
  text-wrap: balance;
}
h2 {
  margin: 0 0 0.9rem;
  font-size: 1.15rem;
  font-weight: 650;
  letter-spacing: -0.005em;
}
h3 {
  margin: 1.1rem 0 0.4rem;
  font-size: 0.95rem;
  font-weight: 600;
}
section {
  margin-top: 1.25rem;
  padding: 1.35rem 1.4rem 1.4rem;
  background: var(--card);
  border: 1px solid var(--line);
  border-radius: 10px;
}
p {
  margin: 0 0 0.75rem;
  max-width: 68ch;
}
p:last-child {
  margin-bottom: 0;
}
.verdict {
  display: inline-flex;
  align-items: center;
  gap: 0.5em;
  padding: 0.2em 0.75em;
  border-radius: 99px;
  font-size: 0.875rem;
  font-weight: 600;
  background: var(--good-ground);
  color: var(--work);
}
.verdict.bad {
  background: var(--alarm-ground);
  color: var(--alarm);
}
.problems {
  margin: 0 0 1rem;
  padding-left: 1.2rem;
  color: var(--alarm);
}
.note {
  color: var(--soft);
  font-size: 0.875rem;
}
.tiles {
  display: flex;
  flex-wrap: wrap;
  gap: 1px;
  margin: 1.25rem 0 0;
  padding: 0;
  overflow: hidden;
  background: var(--line);
  border: 1px solid var(--line);
  border-radius: 10px;
}
.tiles div {
  flex: 1 1 7.5rem;
  padding: 0.95rem 1.1rem;
  background: var(--card);
  display: flex;
  flex-direction: column;
}
.tiles dt {
  order: 2;
  color: var(--soft);
  font-size: 0.875rem;
  line-height: 1.35;
}
.tiles dd {
  order: 1;
  margin: 0;
  font-size: 1.7rem;
  font-weight: 600;
  letter-spacing: -0.02em;
  line-height: 1.25;
}
.tiles dd small {
  font-size: 0.95rem;
  font-weight: 500;
  letter-spacing: 0;
  color: var(--soft);
}
.tiles .zero dd {
  color: var(--work);
}
.tiles .alarm dd {
  color: var(--alarm);
}
table {
  width: 100%;
  border-collapse: collapse;
  font-size: 0.925rem;
}
th,
td {
  padding: 0.5rem 0.9rem 0.5rem 0;
  text-align: left;
  vertical-align: top;
  border-top: 1px solid var(--line);
}
thead th {
  border-top: 0;
  padding-top: 0;
  color: var(--soft);
  font-weight: 500;
  font-size: 0.85rem;
}
th {
  font-weight: 600;
}
td.number,
th.number {
  text-align: right;
  white-space: nowrap;
}
tr > :last-child {
  padding-right: 0;
}
.clauses th[scope='row'] {
  max-width: 11rem;
}
.outcome {
  display: inline-block;
  min-width: 4.6em;
  padding: 0.05em 0.6em;
  border-radius: 99px;
  font-size: 0.82rem;
  font-weight: 600;
  text-align: center;
  border: 1px solid var(--line);
  color: var(--soft);
}
.outcome.pass {
  background: var(--good-ground);
  color: var(--work);
  border-color: transparent;
}
.outcome.fail {
  background: var(--alarm-ground);
  color: var(--alarm);
  border-color: transparent;
}
tr.open td,
tr.open th {
  color: var(--soft);
  font-weight: 400;
}
.facts {
  display: grid;
  grid-template-columns: minmax(8rem, auto) 1fr;
  gap: 0.4rem 1.5rem;
  margin: 0;
  font-size: 0.925rem;
}
.facts dt {
  color: var(--soft);
}
.facts dd {
  margin: 0;
  min-width: 0;
  overflow-wrap: anywhere;
}
code {
  font:
    0.87em ui-monospace,
    SFMono-Regular,
    Menlo,
    Consolas,
    'Liberation Mono',
    monospace;
  overflow-wrap: anywhere;
}
.lines {
  margin: 0;
  padding: 0;
  list-style: none;
}
.lines li {
  white-space: pre-wrap;
  font:
    0.87em/1.6 ui-monospace,
    SFMono-Regular,
    Menlo,
    Consolas,
    'Liberation Mono',
    monospace;
}
footer {
  margin-top: 2rem;
  color: var(--soft);
  font-size: 0.85rem;
}
@media (max-width: 60rem) {
  .tiles div {
    flex-basis: 30%;
  }
}
@media (max-width: 36rem) {
  main {
    padding: 1.5rem 0.8rem 3rem;
  }
  section {
    padding: 1.1rem 1rem;
    border-radius: 8px;
  }
  .hour.minor {
    display: none;
  }
  .way {
    stroke-width: 4.5;
  }
  .loose {
    stroke-width: 3;
    r: 5px;
  }
  .track .name {
    font-size: 27px;
    stroke-width: 8px;
  }
  .track .scale text {
    font-size: 25px;
  }
  .tiles div {
    flex-basis: 45%;
  }
  .tiles dd {
    font-size: 1.45rem;
  }
  .facts {
    grid-template-columns: 1fr;
    gap: 0;
  }
  .facts dd {
    margin-bottom: 0.6rem;
  }
  .clauses,
  .clauses tbody,
  .clauses tr,
  .clauses td,
  .clauses th {
    display: block;
    border: 0;
    padding: 0;
    max-width: none;
  }
  .clauses thead {
    position: absolute;
    clip-path: inset(50%);
  }
  .clauses tr {
    padding: 0.7rem 0;
    border-top: 1px solid var(--line);
  }
  .clauses .outcome {
    margin: 0.25rem 0;
  }
}
@media print {
  body {
    font-size: 10.5pt;
  }
  main {
    max-width: none;
    padding: 0;
  }
  section,
  .tiles {
    border-color: #bbb;
  }
  section,
  tr,
  .tiles div {
    break-inside: avoid;
  }
  section.long {
    break-inside: auto;
  }
  h2 {
    break-after: avoid;
  }
  * {
    print-color-adjust: exact;
    -webkit-print-color-adjust: exact;
  }
}
`;

/** The style sheet of the report. The page comes last, because its widths overrule the drawings. */
export const reportStyle = palette + drawingStyle + pageStyle;
