/** The project's name, wherever clusters, config and accounts know the program by it. */

/** Name of the Pulumi project (`name` in Pulumi.yaml), which is also the namespace of its config keys. */
export const projectName = "gray-release";

/** A key of the project as stack files and `pulumi config` write it: `gray-release:weights` for `weights`. */
export function configKey(key: string): string {
  return `${projectName}:${key}`;
}
