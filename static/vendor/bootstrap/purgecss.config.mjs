// What pages may use of Bootstrap: plain elements and these families of classes. The test of the templates fails at
// any other; to add one, write it here and build the file again as ../README.md says.
const WIDTHS = "(-(sm|md|lg))?";
const COLOURS = "(primary|secondary|success|danger|warning|info)";
const FAMILIES = [
  // Grid and layout
  "container(-fluid)?",
  "row",
  `col${WIDTHS}(-(auto|[0-9]+))?`,
  `(g|gx|gy|gap)${WIDTHS}-[0-5]`,
  `d${WIDTHS}-(none|block|inline|inline-block|flex|inline-flex|grid)`,
  "d-print-.+",
  `flex${WIDTHS}-(row|column|wrap|nowrap|fill|grow-[01]|shrink-[01])`,
  `justify-content${WIDTHS}-(start|end|center|between)`,
  `align-items${WIDTHS}-(start|end|center|baseline|stretch)`,
  "align-self-(start|end|center|baseline|stretch)",
  "align-(top|middle|bottom|baseline)",
  "[mp][tbsexy]?(-md)?-([0-5]|auto)",
  "[wh]-(25|50|75|100|auto)",
  "position-(relative|absolute|sticky)",
  "overflow(-x|-y)?-(auto|hidden)",
  // Words
  "h[1-6]|small|lead|mark|active|disabled",
  `text${WIDTHS}-(start|center|end)`,
  "text-(wrap|nowrap|break|truncate|uppercase|decoration-none|reset|muted|body|body-secondary)",
  `(text|bg|text-bg)-${COLOURS}`,
  "fw-(normal|medium|semibold|bold)|fs-[1-6]|fst-italic|font-monospace",
  "bg-(body|body-secondary|body-tertiary|transparent|light)",
  "border(-(top|bottom|start|end))?(-0)?|rounded(-0|-pill)?",
  "visually-hidden(-focusable)?",
  "list-(unstyled|inline|inline-item)",
  "figure|img-fluid",
  // Components
  "table(-(sm|striped|hover|bordered|borderless|active|group-divider|responsive|responsive-md))?|caption-top",
  "form-(label|text|control|control-sm|control-plaintext|select|select-sm|check|check-inline|check-input|check-label)",
  "is-invalid|invalid-feedback",
  `btn(-(sm|lg|link|${COLOURS}|outline-${COLOURS}))?`,
  "badge",
  "progress(-bar)?",
  "list-group(-(flush|item|item-action|numbered))?",
  `alert(-(heading|link|${COLOURS}))?`,
  "card(-(body|title|subtitle|text|header|footer))?",
  "nav(-(item|link|tabs|pills))?",
];
const ELEMENTS = `html body a abbr address b blockquote button caption code dd dl dt em fieldset figure form
  h1 h2 h3 h4 h5 h6 hr iframe img input kbd label legend li mark nav ol optgroup option output p pre progress samp
  select small strong sub summary sup svg table tbody td textarea tfoot th thead tr ul`;
const ATTRIBUTES = "class disabled hidden href list multiple readonly role size title type".split(" ");

export default {
  css: ["node_modules/bootstrap/dist/css/bootstrap.min.css"],
  content: [{ raw: ELEMENTS, extension: "html" }],
  safelist: [new RegExp(`^(${FAMILIES.join("|")})$`)],
  dynamicAttributes: ATTRIBUTES,
  keyframes: true,
};
