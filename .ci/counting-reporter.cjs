// Mocha's own report, and at its end the counts as JSON in the file that COUNTERSIGN_COUNTS names.
const { writeFileSync } = require("node:fs");
const { reporters, Runner } = require("mocha");

module.exports = class CountingReporter extends reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    runner.once(Runner.constants.EVENT_RUN_END, () => {
      const { passes, failures, pending } = this.stats;
      if (process.env.COUNTERSIGN_COUNTS) writeFileSync(process.env.COUNTERSIGN_COUNTS, JSON.stringify({ passes, failures, pending }));
    });
  }
};
