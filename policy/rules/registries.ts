// The rule about registries from which pods have images. GR405.
import { holds, imagesOf, podSpecs } from "../../model/limits/registries";
import { listed, show, type Problem } from "../../model/problem";
import { placeIn, type StackObject } from "../objects";

/** Pods have images of allowed registries alone, whatever makes the pods. */
export function allowedRegistries(
  object: StackObject,
  { registries }: { readonly registries?: readonly string[] },
): Problem[] {
  if (!registries) return [];
  return (
    podSpecs(object.spec)
      .flatMap(imagesOf)
      // Istio's webhook puts the image of its proxy in this place
      // (https://istio.io/latest/docs/setup/additional-setup/gateway/#deploying-a-gateway).
      .filter((image) => image !== "auto" && !registries.some((one) => holds(one, image)))
      .map((image) => ({
        code: "GR405",
        path: placeIn(object),
        given: `the image ${show(image)}`,
        allowed: `images of ${listed(registries)}`,
        fix: "push the image to one of these registries and name it there",
      }))
  );
}
