/** The flags of Envoy that tell why a caller has no answer of a pod. Pure. */

/** The fault of the version that was asked: no connection, or no answer. */
export const ofVersion: readonly string[] = ["UF", "UC", "UT"];

/** There was no pod, no route or no room. */
export const ofRelease: readonly string[] = ["UH", "NR", "NC", "UO"];

/** All of them. */
export const lostFlags: readonly string[] = [...ofVersion, ...ofRelease];

/** The flags in a label: several have commas between them. */
export function flagsOf(text = ""): string[] {
  return text.split(",");
}
