const light = `
  --paper: #faf9f6;
  --card: #ffffff;
  --ink: #1c2422;
  --soft: #5c6664;
  --line: #e0ded7;
  --rail: #efede6;
  --work: #1f7a5a;
  --dusk: #6f7fb4;
  --dusk-ground: #dfe3f2;
  --amber: #b9770e;
  --amber-ground: #f6e3bf;
  --alarm: #b3261e;
  --good-ground: #e4f1ea;
  --alarm-ground: #fbe6e4;
`;

const dark = `
  --paper: #141817;
  --card: #1c2120;
  --ink: #e6eae8;
  --soft: #9aa5a2;
  --line: #2f3735;
  --rail: #262d2b;
  --work: #4fb98e;
  --dusk: #8f9fd6;
  --dusk-ground: #2a3150;
  --amber: #e0a33c;
  --amber-ground: #4a3a17;
  --alarm: #f0827a;
  --good-ground: #1b3328;
  --alarm-ground: #43201d;
`;

/**
 * The colours of the report: green is work, dusk blue is private, amber is no fix. Paper is always
 * light, whatever the screen is.
 */
export const palette = `
:root {
  color-scheme: light dark;
  ${light}
}
@media (prefers-color-scheme: dark) {
  :root {
    ${dark}
  }
}
@media print {
  :root {
    color-scheme: light;
    ${light}
    --paper: #ffffff;
    --ink: #000000;
    --soft: #444444;
    --line: #bbbbbb;
  }
}
`;
