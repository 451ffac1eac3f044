// What holds for all specs: how assertions tell what they compare, and which random cases properties try.
import { config } from "chai";
import fc from "fast-check";
import { seed } from "../cases";

// A run in CI leaves nothing else to look at.
config.truncateThreshold = 0;
fc.configureGlobal({ seed });
