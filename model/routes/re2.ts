// Finds regular expressions that RE2 refuses, so that checks report them before Istio does.
/**
 * The longest expression that Istio takes. Istio limits the length, because it can't know how large
 * Envoy's compiled program becomes.
 */
const longest = 1024;

/** The most times that RE2 lets a part of an expression repeat. */
const mostRepeats = 1000;

/** Forms that only RE2 has, or that JavaScript reads differently. */
const re2Only = /\(\?[a-zA-Z^-]+[:)]|\(\?P?<[A-Za-z_]|\[\[:|\\[zAQECpP]|\\x\{/;

/**
 * The reason why RE2 (https://github.com/google/re2/wiki/Syntax) refuses an expression, as far as
 * the program can know without RE2. Sound but not complete: it does not compile expressions with
 * forms that only RE2 has.
 *
 * @returns a few words on the reason; undefined if it finds none
 */
export function refusedByRe2(regex: string): string | undefined {
  if (regex.length > longest) return `it is longer than ${longest} characters`;
  // Escapes and classes hold letters that mean something else outside of them.
  const bare = regex.replace(/\\Q[^]*?(\\E|$)/g, "").replace(/\\\\/g, "");
  const outside = bare.replace(/\\\[|\\\]/g, "").replace(/\[\^?\]?[^\]]*\]/g, "[]");
  if (/\\[1-9]|\\k</.test(outside)) return "RE2 has no references to what was matched before";
  const groups = outside.replace(/\\\(/g, "");
  if (/\(\?<?[=!]/.test(groups)) return "RE2 can't look ahead or behind";
  if (/\(\?>/.test(groups)) return "RE2 has no atomic groups";
  for (const [, low = "0", high = low] of outside.matchAll(/\{(\d+)(?:,(\d+))?,?\}/g))
    if (Math.max(Number(low), Number(high)) > mostRepeats)
      return `RE2 repeats nothing more than ${mostRepeats} times`;
  return re2Only.test(regex) ? undefined : uncompilable(regex);
}

function uncompilable(regex: string): string | undefined {
  try {
    new RegExp(regex);
    return undefined;
  } catch (error) {
    return (error as Error).message.replace(/^.*: /, "").toLowerCase();
  }
}
