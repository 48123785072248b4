import { markup } from './markup.ts';

/** Every state has a texture as well as a colour; the drawings of a page share them. */
export const textures = markup`<defs>
<pattern id="hatch" width="7" height="7" patternUnits="userSpaceOnUse"
patternTransform="rotate(45)"><rect class="hatch-ground" width="7" height="7"/><rect
class="hatch-line" width="1.6" height="7"/></pattern>
<pattern id="dots" width="6" height="6" patternUnits="userSpaceOnUse"><rect class="dots-ground"
width="6" height="6"/><circle class="dots-dot" cx="3" cy="3" r="1.3"/></pattern>
<pattern id="bars" width="6" height="6" patternUnits="userSpaceOnUse"><rect class="bars-ground"
width="6" height="6"/><rect class="bars-bar" width="6" height="2.6"/></pattern>
</defs>`;
