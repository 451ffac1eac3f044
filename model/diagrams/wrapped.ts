// Text in lines of a terminal.

/** Columns of a terminal that everybody has. */
export const columns = 80;

/** Text in lines with an indent; a word that is longer than a line is cut into parts. */
export function wrapped(text: string, indent: string, width = columns): string[] {
  const most = width - indent.length;
  const lines = [""];
  for (const word of text
    .split(" ")
    .flatMap((one) => one.match(new RegExp(`.{1,${most}}`, "gu")) ?? [""])) {
    const last = lines.length - 1;
    const joined = lines[last] === "" ? word : `${lines[last]} ${word}`;
    if (joined.length <= most) lines[last] = joined;
    else lines.push(word);
  }
  return lines.map((line) => `${indent}${line}`);
}
