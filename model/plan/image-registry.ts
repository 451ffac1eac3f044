// Puts the registry of a cluster in place of the one in an image's name.

/**
 * An image as another registry has it: its name keeps everything behind the registry, so the new
 * registry may be a path in one (`registry.eu.example/mirror`). Docker Hub's images name no
 * registry; they get the new one before their name as it is written.
 *
 * The first part of a name is a registry if it holds a dot, a colon or a capital, or is `localhost`
 * (`splitDockerDomain` in https://github.com/distribution/reference/blob/main/normalize.go).
 */
export function inRegistry(image: string, registry: string): string {
  const [first = "", ...path] = image.split("/");
  const named = /[.:A-Z]/.test(first) || first === "localhost";
  return `${registry}/${path.length > 0 && named ? path.join("/") : image}`;
}
