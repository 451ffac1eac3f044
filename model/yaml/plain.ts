// What readers make of a YAML scalar without quotes: the engine, YAML 1.1 and YAML 1.2.
/** A scalar that is read. */
export type Scalar = string | number | boolean | null;

/** How the engine's YAML library reads the text of a scalar without quotes. */
export type EngineReading =
  | { readonly value: Scalar }
  /** A time; the program gets it as Go writes times, such as `2026-11-26 00:00:00 +0000 UTC`. */
  | { readonly time: true };

/** Why a scalar without quotes is refused. */
export interface TwoReadings {
  /** What is wrong with it, in words that follow its text. */
  readonly why: string;
  /** What else could be meant, in words that follow the fix; empty where nothing could. */
  readonly otherwise: string;
}

/**
 * Why a scalar without quotes is refused as a value; undefined where every reader takes it the same
 * way.
 *
 * @param text as the file has it
 * @param value what YAML 1.2 makes of it
 */
export function valueMistake(text: string, value: Scalar): TwoReadings | undefined {
  if (typeof value === "number" && !Number.isFinite(value))
    return { why: "a number that no config can hold", otherwise: "" };
  const engine = engineReading(text);
  if ("time" in engine || !Object.is(engine.value, value))
    return {
      why: differing("Pulumi", "time" in engine ? "a date" : named(engine.value), value),
      otherwise: "",
    };
  const old = oldReading(text);
  if (old === undefined) return undefined;
  const word = typeof old === "boolean" ? `; for a switch, write ${old}` : "";
  return { why: differing("YAML 1.1", named(old), value), otherwise: word };
}

/**
 * Why a scalar without quotes is refused as a key: also where the name that readers make of it is
 * another text than the file has.
 */
export function keyMistake(text: string, value: Scalar): TwoReadings | undefined {
  const mistake = valueMistake(text, value);
  if (mistake) return { ...mistake, otherwise: "" };
  if (value === null) return { why: "which is no name", otherwise: "" };
  return nameMistake(text, value);
}

/** Why a scalar without quotes is refused where a text is wanted: its text would get lost. */
export function nameMistake(text: string, value: Scalar): TwoReadings | undefined {
  if (typeof value === "string" || survives(text, value)) return undefined;
  return { why: `which as a text would become ${String(value)}`, otherwise: "" };
}

/**
 * Whether a word, with which a scalar without quotes begins, may be one of those that are refused.
 * Numbers that keep their text are not.
 */
export function mayBeMisread(word: string): boolean {
  const engine = engineReading(word);
  if ("time" in engine) return true;
  const { value } = engine;
  if (typeof value !== "string") return value === null || !survives(word, value);
  return oldReading(word) !== undefined || !Number.isNaN(Number(word));
}

/** Whether a text needs quotes, so that every reader takes it for the same text. */
export function needsQuotes(text: string): boolean {
  return valueMistake(text, text) !== undefined;
}

/** Whether both readers turn a value back into the text that the file has. */
function survives(text: string, value: Scalar): boolean {
  if (String(value) !== text) return false;
  // Go writes other numbers than these with an exponent.
  return typeof value !== "number" || Number.isInteger(value) || isShort(Math.abs(value));
}

function isShort(size: number): boolean {
  return size >= 1e-4 && size < 1e6;
}

function differing(reader: string, reading: string, value: Scalar): string {
  return `which ${reader} reads as ${reading} and YAML 1.2 as ${named(value)}`;
}

function named(value: Scalar): string {
  if (typeof value === "string") return "a text";
  return Object.is(value, -0) ? "-0" : String(value);
}

/*
 * The engine's library, gopkg.in/yaml.v3 3.0.1: YAML 1.2 with leftovers of 1.1
 * (https://github.com/go-yaml/yaml/blob/v3.0.1/resolve.go).
 */

const words: ReadonlyMap<string, Scalar> = new Map<string, Scalar>([
  ...["true", "True", "TRUE"].map((word) => [word, true] as const),
  ...["false", "False", "FALSE"].map((word) => [word, false] as const),
  ...["", "~", "null", "Null", "NULL"].map((word) => [word, null] as const),
]);

/** What the engine makes of a scalar without quotes. */
export function engineReading(text: string): EngineReading {
  const word = words.get(text);
  if (word !== undefined) return { value: word };
  if (/^[-+]?\.(inf|Inf|INF)$/.test(text))
    return { value: text.startsWith("-") ? -Infinity : Infinity };
  if (/^\.(nan|NaN|NAN)$/.test(text)) return { value: NaN };
  if (isTime(text)) return { time: true };
  if (!/^[-+.\d]/.test(text)) return { value: text };
  const plain = text.replaceAll("_", "");
  return { value: (text.startsWith(".") ? undefined : integer(plain)) ?? decimal(plain) ?? text };
}

const digits: Readonly<Record<string, RegExp>> = {
  "0x": /^[\da-f]+$/i,
  "0o": /^[0-7]+$/,
  "0b": /^[01]+$/,
};

/** Go's ParseInt and ParseUint for any base, in 64 bits. */
function integer(text: string): number | undefined {
  const [, sign = "", size = ""] = /^([-+]?)(\d.*)$/s.exec(text) ?? [];
  const prefix = size.slice(0, 2).toLowerCase();
  const [base, rest] = digits[prefix]
    ? [prefix, size.slice(2)]
    : /^0./.test(size)
      ? ["0o", size.slice(1)]
      : ["", size];
  if (!(digits[base] ?? /^\d+$/).test(rest)) return undefined;
  const value = BigInt(`${base}${rest}`);
  const most = sign === "-" ? 2n ** 63n : sign === "+" ? 2n ** 63n - 1n : 2n ** 64n - 1n;
  if (value > most) return undefined;
  return sign === "-" && value > 0n ? -Number(value) : Number(value);
}

function decimal(text: string): number | undefined {
  if (!/^[-+]?(\.\d+|\d+(\.\d*)?)(e[-+]?\d+)?$/i.test(text)) return undefined;
  const value = Number(text);
  // A float that is 0 becomes an integer on its way through the engine, which has no -0.
  return Number.isFinite(value) ? value || 0 : undefined;
}

const date = String.raw`\d{4}-(?:0?[1-9]|1[0-2])-(?:0?[1-9]|[12]\d|3[01])`;
const clock = String.raw`\d{1,2}:\d{1,2}:\d{1,2}(?:[.,]\d+)?`;
const time = new RegExp(`^${date}(?:[Tt]${clock}(?:Z|[-+]\\d\\d:\\d\\d)|[ ]+${clock})?$`);

function isTime(text: string): boolean {
  return time.test(text);
}

/*
 * YAML 1.1, as far as the engine does not follow it and other readers of the file do
 * (https://yaml.org/type/).
 */

/** What YAML 1.1 makes of a scalar; undefined where it is the same as in YAML 1.2. */
function oldReading(text: string): Scalar | undefined {
  if (/^(?:y|Y|yes|Yes|YES|on|On|ON)$/.test(text)) return true;
  if (/^(?:n|N|no|No|NO|off|Off|OFF)$/.test(text)) return false;
  if (/^0o[0-7]+$/.test(text)) return text;
  if (!/^[-+]?\d[\d_]*(?::[0-5]?\d)+(?:\.[\d_]*)?$/.test(text)) return undefined;
  const parts = text.replace(/^[-+]/, "").replaceAll("_", "").split(":");
  const size = parts.reduce((sum, part) => sum * 60 + Number(part), 0);
  return text.startsWith("-") ? -size : size;
}
