// The preset `bookinfo`: Istio's sample application as a release.
import type { Release } from "../../model/release/release";

/**
 * Istio's BookInfo: productpage, the entry, calls details and reviews, and two of the three
 * versions of reviews call ratings for their stars
 * (https://istio.io/latest/docs/examples/bookinfo/). The weights of reviews hold inside the mesh.
 */
export const bookinfo: Release = {
  name: "bookinfo",
  namespace: "bookinfo",
  gateway: {},
  services: {
    productpage: {
      port: 9080,
      expose: {
        paths: [
          { exact: "/productpage" },
          { prefix: "/static" },
          { exact: "/login" },
          { exact: "/logout" },
          { prefix: "/api/v1/products" },
        ],
      },
      versions: { v1: { image: image("productpage-v1") } },
      weights: { v1: 100 },
    },
    details: {
      port: 9080,
      versions: { v1: { image: image("details-v1") } },
      weights: { v1: 100 },
    },
    reviews: {
      port: 9080,
      versions: {
        v1: { image: image("reviews-v1") },
        v2: { image: image("reviews-v2") },
        v3: { image: image("reviews-v3") },
      },
      weights: { v1: 30, v2: 70, v3: 0 },
      stable: "v1",
    },
    ratings: {
      port: 9080,
      versions: { v1: { image: image("ratings-v1") } },
      weights: { v1: 100 },
    },
  },
};

function image(program: string): string {
  return `docker.io/istio/examples-bookinfo-${program}:1.17.0`;
}
