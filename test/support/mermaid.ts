// Reads diagrams with Mermaid's own parser.
import { readFileSync } from "node:fs";
import { createContext, runInContext } from "node:vm";

interface Mermaid {
  parse(text: string): Promise<{ diagramType: string }>;
}

/**
 * Mermaid's own parser. It is built for browsers and asks for a DOM when it loads, but uses none to
 * parse.
 */
const mermaid = load();

/**
 * The kind of a diagram.
 *
 * @throws Error of Mermaid's parser where the text is no diagram
 */
export async function diagramType(text: string): Promise<string> {
  // It hands HTML to a sanitizer, which needs a real DOM; a line break is the only element that
  // charts have.
  return (await mermaid.parse(text.replaceAll("<br/>", " "))).diagramType;
}

function load(): Mermaid {
  const document = {
    nodeType: 9,
    implementation: {},
    createElement: () => ({}),
    addEventListener: () => undefined,
  };
  const node = class {};
  const globals = { document, Element: node, Node: node, addEventListener: () => undefined };
  const context = createContext({ ...globals, window: globals, structuredClone, URL });
  runInContext(readFileSync(require.resolve("@mermaid-js/tiny"), "utf8"), context);
  return runInContext("mermaid", context) as Mermaid;
}
