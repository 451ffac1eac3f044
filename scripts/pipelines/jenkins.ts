// Reads a Jenkinsfile by Groovy's grammar. npm-groovy-lint would need Java; Jenkins' own linter, a Jenkins.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { Language, Parser, type Node } from "web-tree-sitter";

const resolve = createRequire(__filename).resolve;

/** The tree of a Jenkinsfile. */
export async function parseJenkinsfile(text: string): Promise<Node> {
  await Parser.init();
  const grammar = readFileSync(resolve("tree-sitter-groovy/tree-sitter-groovy.wasm"));
  const parser = new Parser();
  parser.setLanguage(await Language.load(grammar));
  const tree = parser.parse(text);
  if (tree === null) throw new Error("the parser gave no tree");
  return tree.rootNode;
}

/** The lines at which a Jenkinsfile is no Groovy. */
export function groovyMistakes(node: Node): string[] {
  if (node.isError || node.isMissing)
    return [`line ${node.startPosition.row + 1}: no Groovy at "${node.text.slice(0, 40)}"`];
  return node.hasError ? node.children.flatMap(groovyMistakes) : [];
}
