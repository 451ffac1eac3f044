"use strict";
// What Pulumi.yaml loads before the program (runtime.options.nodeargs): a weight change is mostly start-up.
require("./deferred-modules.cjs");
require("./bundle.cjs");
