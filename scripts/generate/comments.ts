// Writes texts as comments and docstrings of TypeScript, in lines of up to 100 characters.
/** Paragraphs as a docstring; its lines have up to 100 characters once they are indented. */
export function docstring(paragraphs: readonly string[], depth: number): string {
  const width = 100 - 2 * depth;
  const inOne = `/** ${paragraphs.join(" ")} */`;
  if (inOne.length <= width) return inOne;
  const lines = paragraphs.flatMap((text) => wrapped(text, width - " * ".length));
  return ["/**", ...lines.map((line) => ` * ${line}`), " */"].join("\n");
}

/** A text as lines of `//`. */
export function comment(text: string): string {
  return wrapped(text, 97)
    .map((line) => `// ${line}`)
    .join("\n");
}

function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
