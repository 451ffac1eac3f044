// Assertions tell the whole of what they compare: a run in CI leaves nothing else to look at.
import { config } from "chai";

config.truncateThreshold = 0;
