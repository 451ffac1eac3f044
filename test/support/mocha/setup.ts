// What holds for all specs: how assertions tell what they compare, and which random cases properties try.
import { config } from "chai";
import fc from "fast-check";
import { seed } from "../cases";

// A run in CI leaves nothing else to look at.
config.truncateThreshold = 0;
fc.configureGlobal({ seed });
// Mocha takes the limit away. A parser that makes an error for each level of a nested text then writes, for each, the frames
// of all levels above.
Error.stackTraceLimit = 100;
