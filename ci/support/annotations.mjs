// Marks findings of `gray check` at their lines of a pull request, by what the runner of GitHub reads from a log. Pure.
// Source of the form: GitHub, "Workflow commands for GitHub Actions". It needs no right, so forks have it, too.

/**
 * What of a finding is shown.
 *
 * @typedef {object} Finding
 * @property {string} code
 * @property {"error" | "warning" | "info"} severity
 * @property {string} file
 * @property {number} [line]
 * @property {string} [path]
 * @property {string} fix
 */

const levels = { error: "error", warning: "warning", info: "notice" };

/**
 * One line of the log for each finding.
 *
 * @param {readonly Finding[]} findings
 * @param {string} folder of the stack files, from the root of the repository; `""` is the root
 */
export function annotations(findings, folder) {
  return findings
    .map(({ code, severity, file, line, path, fix }) => {
      const place = property(folder === "" ? file : `${folder}/${file}`);
      const at = line === undefined ? "" : `,line=${line}`;
      const where = path === undefined ? "" : `${path}: `;
      return `::${levels[severity]} file=${place}${at},title=${property(code)}::${data(where + fix)}\n`;
    })
    .join("");
}

/** @param {string} text */
const data = (text) => text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");

/** @param {string} text */
const property = (text) => data(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
