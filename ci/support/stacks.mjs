// Which stacks a change touches: a pure decision over the names of the changed files.
import { posix } from "node:path";

/** Files that no release reads: documents, and the settings of services and editors. */
const besideProgram =
  /(^|\/)([^/]+\.md|LICENSE|\.gitignore|\.editorconfig|\.gitlab-ci\.yml|Jenkinsfile)$|(^|\/)(docs|\.github|\.gitlab|\.vscode)\//;

/** Files that decide about packages, also where they stand above the project. */
const packages =
  /^(package(-lock)?\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|pnpm-workspace\.yaml|\.npmrc)$/;

const stackFile = /^Pulumi\.(.+)\.ya?ml$/;

/**
 * The stacks that a change touches. A stack file touches its stack; everything else that the program may read (its sources,
 * packages, files of objects) touches all of them. That is more than needed at times, and never less: `pulumi up` of a stack
 * whose plan stays the same changes nothing.
 *
 * @param {readonly string[]} files paths from the root of the repository, with `/`
 * @param {readonly string[]} stacks all stacks in their order
 * @param {string} folder of the stack files, from the root of the repository; `""` is the root
 * @returns {string[]} in the order of `stacks`
 */
export function touchedStacks(files, stacks, folder = "") {
  const touched = new Set(files.flatMap((file) => touchedBy(file, stacks, folder)));
  return stacks.filter((stack) => touched.has(stack));
}

/**
 * @param {string} file
 * @param {readonly string[]} stacks
 * @param {string} folder
 * @returns {readonly string[]}
 */
function touchedBy(file, stacks, folder) {
  const path = posix.relative(folder, file);
  if (path.startsWith("../")) {
    const above = !posix.relative(posix.dirname(file), folder || ".").startsWith("..");
    return above && packages.test(posix.basename(file)) ? stacks : [];
  }
  const [, stack] = stackFile.exec(path) ?? [];
  if (stack !== undefined) return [stack];
  return besideProgram.test(path) ? [] : stacks;
}

/**
 * The stacks whose files a change takes away.
 *
 * @param {readonly string[]} files paths of what it adds, changes or takes away, from the root of the repository, with `/`
 * @param {readonly string[]} found the stacks that have a file now
 * @param {string} folder of the stack files, from the root of the repository; `""` is the root
 * @returns {string[]} in the order of the files
 */
export function goneStacks(files, found, folder = "") {
  const named = files.flatMap((file) => stackFile.exec(posix.relative(folder, file))?.[1] ?? []);
  return [...new Set(named)].filter((stack) => !found.includes(stack));
}

/**
 * The stacks of a folder.
 *
 * @param {readonly string[]} names of its files
 * @returns {string[]} in the order of their names
 */
export function stacksIn(names) {
  return names.flatMap((name) => stackFile.exec(name)?.[1] ?? []).sort();
}
