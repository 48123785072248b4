/** Style of the ribbon and the track. Every state has a texture as well as a colour. */
export const drawingStyle = `
svg {
  display: block;
  max-width: 100%;
  overflow: visible;
}
svg text {
  font:
    13px system-ui,
    -apple-system,
    'Segoe UI',
    Roboto,
    'Helvetica Neue',
    Arial,
    sans-serif;
  fill: var(--soft);
  font-variant-numeric: tabular-nums;
}
.ribbon .row {
  font-size: 12.5px;
  paint-order: stroke;
  stroke: var(--card);
  stroke-width: 5px;
}
.rail {
  fill: var(--rail);
}
.allowed,
.captured {
  fill: var(--work);
}
.allowed {
  opacity: 0.55;
}
.withheld {
  fill: url(#hatch);
}
.no-fix {
  fill: url(#dots);
}
.nothing {
  fill: url(#bars);
}
.bars-ground {
  fill: var(--alarm-ground);
}
.bars-bar {
  fill: var(--alarm);
}
.hatch-ground {
  fill: var(--dusk-ground);
}
.hatch-line {
  fill: var(--dusk);
  opacity: 0.75;
}
.dots-ground {
  fill: var(--amber-ground);
}
.dots-dot {
  fill: var(--amber);
}
.edge {
  stroke: var(--ink);
  stroke-width: 1;
  stroke-dasharray: 2 3;
  opacity: 0.45;
}
.tick {
  stroke: var(--soft);
}
.legend {
  display: flex;
  flex-wrap: wrap;
  gap: 0.35rem 1.4rem;
  margin: 0.9rem 0 0;
  padding: 0;
  list-style: none;
  font-size: 0.9rem;
}
.legend svg {
  display: inline-block;
  vertical-align: -2px;
  margin-right: 0.5em;
  border-radius: 2px;
}
.legend span {
  color: var(--soft);
}
.track {
  width: 100%;
  height: auto;
  background: var(--paper);
  border-radius: 6px;
  overflow: hidden;
}
.track + .note {
  margin-top: 0.8rem;
}
.grid {
  fill: none;
  stroke: var(--line);
  stroke-width: 1;
}
.way {
  fill: none;
  stroke: var(--work);
  stroke-width: 2.6;
  stroke-linejoin: round;
  stroke-linecap: round;
}
.loose {
  fill: var(--paper);
  stroke: var(--work);
  stroke-width: 2;
}
.terminus {
  fill: var(--ink);
  stroke: var(--paper);
  stroke-width: 2;
}
.track .name {
  fill: var(--ink);
  font-size: 15px;
  font-weight: 600;
  paint-order: stroke;
  stroke: var(--paper);
  stroke-width: 5px;
  stroke-linejoin: round;
}
.scale path {
  fill: none;
  stroke: var(--ink);
  stroke-width: 1.5;
}
.track .scale text {
  fill: var(--ink);
  font-size: 14px;
}
/* A minute without a fix is narrower than a hair on a wide day. */
.ribbon .no-fix {
  stroke: var(--amber);
}
`;
