// The name of the project, which config keys, the field manager and RBAC objects share.

/**
 * Name of the Pulumi project (`name` in Pulumi.yaml), which is also the namespace of its config
 * keys.
 */
export const projectName = "gray-release";

/**
 * A key of the project as stack files and `pulumi config` write it: `gray-release:weights` for
 * `weights`.
 */
export function configKey(key: string): string {
  return `${projectName}:${key}`;
}
