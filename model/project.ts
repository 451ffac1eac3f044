// The name of the project, which config keys, the field manager and RBAC objects share.

/**
 * Name of the Pulumi project (`name` in Pulumi.yaml), which is also the namespace of its config
 * keys.
 */
export const projectName = "gray-release";

/** The name of a stack's file; the stack's name may follow those of its organization and project. */
export function stackFileName(stack: string): string {
  return `Pulumi.${stack.split("/").at(-1)}.yaml`;
}

/** The stack of a file by its name; undefined where it is no stack's file. */
export function stackOf(file: string): string | undefined {
  return /(?:^|[\\/])Pulumi\.(.+)\.ya?ml$/.exec(file)?.[1];
}

/**
 * A key of the project as stack files and `pulumi config` write it: `gray-release:weights` for
 * `weights`.
 */
export function configKey(key: string): string {
  return `${projectName}:${key}`;
}
