import { expect } from "chai";
import { eventsOf } from "../../../model/notifications/events";
import { bodyOf } from "../../../model/notifications/message";
import type { NotificationEvent } from "../../../model/notifications/names";
import { slackMessage } from "../../../model/notifications/slack";
import type { RolloutRecord } from "../../../model/rollout/record";
import { backToStart, settledOwed } from "../../../operations/rollout/decide/transitions";
import { rolloutRecord } from "../../support/rollout/record";

const mark = { by: "ci", at: "2030-01-01T00:12:00.000Z" };
const why = "load failed: its server answered 409: 3 % errors";

const takenBack = (status: "failed" | "aborted", what: string): RolloutRecord => {
  const ended = backToStart(rolloutRecord(), status, mark, what);
  return settledOwed(ended, ended.primaries, mark);
};

const body = (record: RolloutRecord, event: NotificationEvent) => {
  const found = eventsOf(record, 0).find((one) => one.event === event)!;
  return bodyOf(found, record, { stack: "prod" });
};

describe("the message of a rollout that was taken back", () => {
  it("charges a failure to what failed, and not to the driver that noted it", () => {
    const record = takenBack("failed", why);
    for (const event of ["failed", "taken-back"] as const) {
      expect(body(record, event)).to.not.have.property("by");
      expect(body(record, event).text).to.contain(why);
      expect(JSON.stringify(slackMessage(body(record, event)))).to.not.contain("by ci");
    }
    expect(body(takenBack("aborted", "the rollout was aborted"), "taken-back").by).to.equal("ci");
  });

  it("says that nothing must be done at once, and that a retry comes after the cause is mended", () => {
    const message = body(takenBack("failed", why), "taken-back");
    expect(message.text).to.contain(
      "traffic is back in all clusters; nothing must be done at once",
    );
    expect(JSON.stringify(slackMessage(message))).to.contain(
      "To start it anew, once the cause is mended: `npx gray rollout retry -s prod`",
    );
  });
});
