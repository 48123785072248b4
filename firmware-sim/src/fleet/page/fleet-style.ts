import { reportStyle } from '../../page/report-style.ts';

/** What the page of a fleet has beside the report of a day. */
export const fleetStyle = `${reportStyle}
.states,
.distribution {
  margin: 0.4rem 0 0;
}
svg + .note,
.legend + .note,
.faults + .note,
table + .note,
.wide + .note,
.facts + .note {
  margin-top: 0.8rem;
}
.states .row,
.distribution .row {
  font-size: 12px;
  paint-order: stroke;
  stroke: var(--card);
  stroke-width: 4px;
}
.states .empty {
  fill: none;
  stroke: var(--line);
}
.states .fault {
  fill: var(--amber);
  stroke: var(--ink);
  stroke-width: 0.5;
}
.states .fault-name {
  fill: var(--ink);
  font-size: 12px;
}
.faults {
  margin: 0.8rem 0 0;
  padding-left: 1.8rem;
  font-size: 0.9rem;
}
.tick.faint {
  opacity: 0.35;
}
.distribution .bar {
  fill: var(--work);
}
.distribution .limit {
  stroke: var(--ink);
  stroke-dasharray: 4 3;
}
.track .generated {
  stroke: var(--dusk);
  stroke-width: 1.8;
  opacity: 0.75;
}
.track .parked {
  fill: var(--amber);
  stroke: var(--paper);
}
.wide {
  overflow-x: auto;
}
.wide th,
.wide td:not(:last-child) {
  white-space: nowrap;
}
.wide td:last-child {
  min-width: 14rem;
}
td:last-child,
td code,
th code {
  overflow-wrap: anywhere;
}
.spoken,
.week caption {
  position: absolute;
  clip-path: inset(50%);
  width: 1px;
  height: 1px;
  overflow: hidden;
  white-space: nowrap;
}
.week {
  table-layout: fixed;
  border-collapse: separate;
  border-spacing: 2px 4px;
}
.week th,
.week td {
  padding: 0;
  border: 0;
  text-align: center;
  vertical-align: bottom;
}
.week thead th {
  font-size: 0.75rem;
}
.week th:first-child {
  width: 2.4rem;
  text-align: left;
  vertical-align: top;
  font-size: 0.8rem;
  font-weight: 500;
}
.week td i {
  display: block;
  height: 26px;
  border: 1px solid var(--line);
  background: linear-gradient(to top, var(--work) var(--share), var(--rail) var(--share));
}
.week td b {
  display: block;
  color: var(--soft);
  font-size: 0.68rem;
  font-weight: 400;
  line-height: 1.3;
}
@media (max-width: 44rem) {
  .week {
    border-spacing: 1px 4px;
  }
  .week td b,
  .week .minor {
    font-size: 0;
  }
}
@media (max-width: 36rem) {
  .track .generated {
    stroke-width: 3;
  }
}
`;
