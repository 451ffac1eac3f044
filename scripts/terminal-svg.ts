/**
 * `tsx scripts/terminal-svg.ts OUT.svg TIMING OUTPUT [TITLE]`: makes an animated SVG of a recorded
 * terminal, for the README. A recording is what this writes:
 *
 *     script -q -T TIMING -O OUTPUT -c "npx gray rollout status -s prod --watch"
 *
 * A terminal in memory shows what was written, so that each frame is what a person saw. The picture has no
 * font of its own and no script, and is read on light and on dark ground.
 */
import { readFileSync, writeFileSync } from "node:fs";
import stringWidth from "string-width";
import { Terminal, type IBufferCell } from "@xterm/headless";

/** What a recording holds. */
interface Recording {
  readonly width: number;
  readonly height: number;
  /** What was written, with the second at which it was. */
  readonly events: readonly (readonly [seconds: number, written: Uint8Array])[];
}

/** What was on the screen, from a second on. */
interface Frame {
  readonly at: number;
  /** Each line as parts of one look each. */
  readonly lines: readonly string[];
}

/** Pixels of a column and of a row, and the size of the font that fills them. */
const [columnWidth, rowHeight, fontSize, padding] = [8.4, 18, 14, 14];

/** A pause in which nothing changes is cut to so many seconds, and the last frame stays as long. */
const [longestPause, lastPause] = [2, 4];

/** The colours of a tree by their number among the 16 of a terminal, on light and on dark ground. */
const palette: Readonly<Record<number, readonly [name: string, light: string, dark: string]>> = {
  1: ["bad", "#b3261e", "#ff8a80"],
  2: ["good", "#1a7f37", "#56d364"],
  5: ["open", "#8250df", "#d2a8ff"],
};

/** A recording of script(1): its times are lines of seconds and bytes. */
function recordingOf(timing: string, output: Buffer): Recording {
  const start = output.indexOf("\n") + 1;
  const head = output.subarray(0, start).toString();
  const [, width] = /COLUMNS="(\d+)"/.exec(head) ?? [];
  const [, height] = /LINES="(\d+)"/.exec(head) ?? [];
  if (!width || !height)
    throw new Error("the first line of the output names no size of a terminal");
  let [at, from] = [0, start];
  const events = timing
    .trim()
    .split("\n")
    .map((line): [number, Uint8Array] => {
      const [seconds = 0, bytes = 0] = line.split(" ").map(Number);
      at += seconds;
      from += bytes;
      return [at, output.subarray(from - bytes, from)];
    });
  return { width: Number(width), height: Number(height), events };
}

/** The frames of a recording; those that look like the one before are left out. */
async function framesOf({ width, height, events }: Recording): Promise<Frame[]> {
  const terminal = new Terminal({ cols: width, rows: height, allowProposedApi: true });
  const frames: Frame[] = [];
  let [at, before] = [0, events[0]?.[0] ?? 0];
  for (const [i, [seconds, text]] of events.entries()) {
    await new Promise<void>((done) => terminal.write(text, done));
    // What follows at once belongs to the same frame.
    if ((events[i + 1]?.[0] ?? Infinity) - seconds < 0.03) continue;
    at += Math.min(longestPause, Math.max(0, seconds - before));
    before = seconds;
    const lines = linesOf(terminal);
    if (lines.join("") !== "" && lines.join("\n") !== frames.at(-1)?.lines.join("\n"))
      frames.push({ at, lines });
  }
  return frames;
}

function linesOf({ rows, buffer: { active } }: Terminal): string[] {
  return Array.from({ length: rows }, (_, row) => {
    const line = active.getLine(active.baseY + row);
    const parts: { classes: string; column: number; text: string }[] = [];
    for (let column = 0; column < (line?.length ?? 0); column++) {
      const cell = line?.getCell(column);
      if (!cell || cell.getWidth() === 0) continue;
      const [classes, text] = [classesOf(cell), cell.getChars() || " "];
      const last = parts.at(-1);
      if (last?.classes === classes) last.text += text;
      else parts.push({ classes, column, text });
    }
    return parts
      .filter(({ text }) => text.trim() !== "")
      .map(({ classes, column, text }) => {
        const x = (padding + column * columnWidth).toFixed(1);
        const look = classes === "" ? "" : ` class="${classes}"`;
        const length = (stringWidth(text.trimEnd()) * columnWidth).toFixed(1);
        // Columns stand one below the other in any font.
        return `<tspan x="${x}" textLength="${length}"${look}>${escaped(text.trimEnd())}</tspan>`;
      })
      .join("");
  });
}

function classesOf(cell: IBufferCell): string {
  const colour = cell.isFgPalette() ? palette[cell.getFgColor() % 8]?.[0] : undefined;
  return [colour, cell.isBold() ? "strong" : undefined, cell.isDim() ? "quiet" : undefined]
    .filter((one) => one !== undefined)
    .join(" ");
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/** The picture: each line once for each time at which it was on the screen without a break. */
function pictureOf({ width, height }: Recording, frames: readonly Frame[], title: string): string {
  const seconds = (frames.at(-1)?.at ?? 0) - (frames[0]?.at ?? 0) + lastPause;
  const first = frames[0]?.at ?? 0;
  const [rules, texts]: [string[], string[]] = [[], []];
  const rows = Math.max(...frames.map(({ lines }) => lines.findLastIndex((one) => one !== "") + 1));
  for (let row = 0; row < Math.min(rows, height); row++)
    for (const { line, from, to } of runsOf(frames, row)) {
      if (line === "") continue;
      const y = padding + (row + 0.75) * rowHeight;
      const isAlways = from === 0 && to === frames.length;
      const name = `f${from}-${to}`;
      if (!isAlways) rules.push(appearance(name, frames, { from, to, first, seconds }));
      const look = isAlways ? "" : ` class="${name}"`;
      texts.push(`<text y="${y.toFixed(1)}"${look} xml:space="preserve">${line}</text>`);
    }
  const size = [width * columnWidth + 2 * padding, rows * rowHeight + 2 * padding];
  const [w, h] = size.map((one) => Math.ceil(one));
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${w} ${h}" width="${w}" height="${h}" role="img" aria-label="${escaped(title).replaceAll('"', "&quot;")}">
<title>${escaped(title)}</title>
<style>
${styles()}
${[...new Set(rules)].join("\n")}
</style>
<rect class="ground" width="${w}" height="${h}" rx="8"/>
${texts.join("\n")}
</svg>
`;
}

/** The times at which a row stays as it is, as indexes of frames. */
function runsOf(frames: readonly Frame[], row: number) {
  const runs: { line: string; from: number; to: number }[] = [];
  for (const [i, { lines }] of frames.entries()) {
    const line = lines[row] ?? "";
    const last = runs.at(-1);
    if (last?.line === line) last.to = i + 1;
    else runs.push({ line, from: i, to: i + 1 });
  }
  return runs;
}

/** Shows a class only between two frames; where motion is not wanted, only those of the last frame. */
function appearance(
  name: string,
  frames: readonly Frame[],
  {
    from,
    to,
    first,
    seconds,
  }: {
    readonly from: number;
    readonly to: number;
    readonly first: number;
    readonly seconds: number;
  },
): string {
  const percent = (index: number) =>
    (index >= frames.length ? 100 : ((frames[index]!.at - first) / seconds) * 100).toFixed(3);
  const isLast = to === frames.length;
  const steps = [
    ...(from > 0 ? ["0%{visibility:hidden}"] : []),
    `${percent(from)}%{visibility:visible}`,
    ...(isLast
      ? ["100%{visibility:visible}"]
      : [`${percent(to)}%{visibility:hidden}`, "100%{visibility:hidden}"]),
  ];
  return `.${name}{visibility:${isLast ? "visible" : "hidden"};animation:${name} ${seconds.toFixed(2)}s step-end infinite}@keyframes ${name}{${steps.join("")}}`;
}

function styles(): string {
  const colours = (ground: 1 | 2) =>
    Object.values(palette)
      .map((one) => `.${one[0]}{fill:${one[ground]}}`)
      .join("");
  return `text{font:${fontSize}px ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;fill:#1f2328}
.ground{fill:#f6f8fa;stroke:#d1d9e0}.strong{font-weight:bold}.quiet{opacity:.65}${colours(1)}
@media (prefers-color-scheme:dark){text{fill:#e6edf3}.ground{fill:#0d1117;stroke:#30363d}${colours(2)}}
@media (prefers-reduced-motion:reduce){text{animation:none!important}}`;
}

async function main([
  out,
  timing,
  output,
  title = "gray rollout status --watch",
]: readonly string[]) {
  if (!out || !timing || !output)
    throw new Error("tsx scripts/terminal-svg.ts OUT.svg TIMING OUTPUT [what it shows]");
  const recording = recordingOf(readFileSync(timing, "utf8"), readFileSync(output));
  const frames = await framesOf(recording);
  if (frames.length === 0) throw new Error(`${output} shows nothing`);
  writeFileSync(out, pictureOf(recording, frames, title));
  process.stdout.write(`Wrote ${frames.length} frames to ${out}.\n`);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`\nterminal-svg failed: ${(error as Error).message}\n`);
  process.exitCode = 1;
});
