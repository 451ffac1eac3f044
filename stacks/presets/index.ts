// All presets by name.
import type { Release } from "../../model/release/release";
import { bookinfo } from "./bookinfo";
import { dubboCanary } from "./dubbo-canary";
import { fullLink } from "./full-link";
import { helloworld } from "./helloworld";

/**
 * The releases that a stack can name in `gray-release:release`; add your own here, or write it into
 * the stack file.
 */
export const presets: Readonly<Record<string, Release>> = {
  helloworld,
  bookinfo,
  "full-link": fullLink,
  "dubbo-canary": dubboCanary,
};
