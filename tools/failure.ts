// Failures of builds as messages for people.
/** A failure for people: its message says what happened and what to do. */
export class ToolchainError extends Error {
  override name = "ToolchainError";
}

/** How much of a failed program's output is shown: lines, and characters of each. */
const shown = { lines: 12, characters: 300 };

/** What is known about causes: a sign in the output → what to do. The first that fits counts. */
const advice: readonly (readonly [RegExp, string])[] = [
  [
    /no space left on device/i,
    "The disk is full: make room, or move the caches (GRAY_CACHE, GOMODCACHE, GOCACHE).",
  ],
  [
    /signal: killed|cannot allocate memory|out of memory/i,
    "The system ended the compiler, most likely for want of memory: end other programs, or set GOFLAGS=-p=1.",
  ],
  [
    /checksum mismatch|SECURITY ERROR|DO NOT MATCH THE HASHES/,
    "A download differs from what this checkout pins: run `go clean -modcache`; if it happens again, the registry in between changes files.",
  ],
  [
    /missing go\.sum entry|updates to go\.mod needed/,
    "The module files under tools/ do not fit together: restore them with `git checkout tools`.",
  ],
  [/requires go >= |note: module requires Go/, "Install the Go release that the lines above name."],
  [
    /No matching distribution|from versions: none/i,
    "PyPI gave no package that fits: check the network and pip's index, and update pip (it must be 20.3 or later).",
  ],
  [
    /Unable to locate package|no installation candidate|Can't select candidate/i,
    "apt knows no such package: install it with the system's package manager.",
  ],
  [
    /dial tcp|i\/o timeout|no such host|connection refused|connection reset|TLS handshake|proxyconnect|Forbidden|Bad Gateway|Temporary failure|Could not resolve|unexpected EOF|Max retries/i,
    "A package registry could not be reached: check the network and the proxy settings (GOPROXY, pip's index, apt's sources).",
  ],
];

/** The last lines of a program's output that tell something. */
export function relevantLines(output: string): string[] {
  return output
    .split("\n")
    .map((line) => line.trimEnd())
    .filter((line) => line !== "" && !/^go: (downloading|extracting|finding) /.test(line))
    .slice(-shown.lines)
    .map((line) => line.slice(0, shown.characters));
}

/** The message of a part that could not be made: which, why, what to do. */
export function failureMessage(title: string, command: string, output: string): string {
  const lines = relevantLines(output);
  const known = advice.find(([sign]) => sign.test(lines.join("\n")));
  return [
    `${title} could not be built: \`${command}\` failed.`,
    ...(lines.length > 0 ? lines : ["It printed nothing."]).map((line) => `    ${line}`),
    known?.[1] ?? "If it fails in the same way again, report it with the lines above.",
    "Then run `npm run tools` again: finished parts are kept, and Go continues where it stopped.",
  ].join("\n");
}
