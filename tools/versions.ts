// Reads and compares version numbers.
/** Major, minor and patch number of a release. */
export type Version = readonly [major: number, minor: number, patch: number];

/** Reads the first `1.2.3` or `1.2` of a text such as `Kubernetes v1.36.3`; undefined when there is none. */
export function findVersion(text: string): Version | undefined {
  const match = /(\d+)\.(\d+)(?:\.(\d+))?/.exec(text);
  return match ? [Number(match[1]), Number(match[2]), Number(match[3] ?? 0)] : undefined;
}

/** Whether `version` is `least` or later. */
export function isAtLeast(version: Version, least: Version): boolean {
  for (const [index, part] of version.entries()) {
    const bound = least[index] ?? 0;
    if (part !== bound) return part > bound;
  }
  return true;
}

/** Prints a version as `1.2.3`. */
export function formatVersion(version: Version): string {
  return version.join(".");
}
