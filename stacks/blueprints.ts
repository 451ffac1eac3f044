import type { Release } from "../model/release";
import { helloworld } from "./helloworld";

/** The releases that a stack can name in `gray-release:release`; add your own here, or write it into the stack file. */
export const blueprints: Readonly<Record<string, Release>> = { helloworld };
