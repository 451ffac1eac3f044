// Images whose real programs call other services: their stand-ins call the same ones.
import type { AppContainer } from "./app-config";

/** What the container of a known image calls, as the program in that image does. */
interface KnownImage {
  /** Part of the image's name. */
  image: string;
  calls: string[];
  /** Whether the calls carry the query of the request that caused them. */
  withQuery?: boolean;
}

/**
 * Programs that call others by names of their own. Sources: Istio's BookInfo (productpage.py and the
 * three versions of reviews, of which the first shows no stars) and the Dubbo 3 consumer sample.
 */
const knownImages: KnownImage[] = [
  {
    image: "examples-bookinfo-productpage",
    calls: ["http://details:9080/details/0", "http://reviews:9080/reviews/0"],
  },
  { image: "examples-bookinfo-reviews-v2", calls: ["http://ratings:9080/ratings/0"] },
  { image: "examples-bookinfo-reviews-v3", calls: ["http://ratings:9080/ratings/0"] },
  { image: "dubbo3-consumer", calls: ["http://dubbo3-provider:50052/hello"], withQuery: true },
];

/**
 * The URLs that a container calls for a request: those of its variable `upstream_url`, separated by
 * blanks or commas, else what its image is known to call, else none.
 *
 * @param path path of the request, with its query.
 */
export function upstreamsOf(
  container: Pick<AppContainer, "image" | "env">,
  path: string,
): string[] {
  const told = (container.env.upstream_url ?? "").split(/[\s,]+/).filter(Boolean);
  if (told.length > 0) return told;
  const known = knownImages.find(({ image }) => container.image.includes(image));
  if (!known) return [];
  const query = known.withQuery && path.includes("?") ? path.slice(path.indexOf("?")) : "";
  return known.calls.map((url) => `${url}${query}`);
}
