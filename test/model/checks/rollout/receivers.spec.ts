import { expect } from "chai";
import { checkReceivers, receiverNames } from "../../../../model/checks/rollout/receivers";
import type { Held } from "../../../../model/checks/connections";
import type { NotificationReceiver } from "../../../../model/notifications/receiver";

const path = ["gray-release:notifications"];
const hook: NotificationReceiver = { name: "hook", kind: "webhook", url: "https://example.com/a" };

function told(receivers: readonly NotificationReceiver[], held: Record<string, Held> = {}) {
  const secret = (key: string) => held[key] ?? "secret";
  return checkReceivers(receivers, { path, secret }).map((one) => [one.code, one.path]);
}

const at = (key: string, i = 0) => `gray-release:notifications[${i}]${key}`;

describe("the check of receivers of notifications", () => {
  it("finds nothing in good ones", () => {
    const team: NotificationReceiver = {
      ...{
        name: "team",
        kind: "slack",
        page: "https://p.example.com/{release}/{rollout}?s={stack}",
      },
    };
    expect(
      told([hook, team, { ...hook, name: "local", url: "http://127.0.0.1:8080/" }]),
    ).to.deep.equal([]);
  });

  it("finds a name twice", () => {
    expect(told([hook, hook])).to.deep.equal([["GR540", at(".name", 1)]]);
  });

  it("finds addresses that can't be used, and repeats none that is a secret", () => {
    const slack: NotificationReceiver = { name: "a", kind: "slack", url: "https://hooks/geheim" };
    const user = { ...hook, name: "b", url: "https://me:geheim@example.com/" };
    const broken = { ...hook, name: "c", url: "me:geheim@example.com" };
    const all = [slack, user, broken];
    expect(told(all)).to.deep.equal(all.map((_, i) => ["GR541", at(".url", i)]));
    expect(JSON.stringify(checkReceivers(all, { path }))).to.not.include("geheim");
  });

  it("finds a page with names that are not known, or that is no address", () => {
    const pages = ["https://p.example.com/{id}", "pages/{rollout}.html"];
    for (const page of pages)
      expect(told([{ ...hook, page }])).to.deep.equal([["GR542", at(".page")]]);
  });

  it("warns where the stack has no address, or no secret to sign with", () => {
    const none = { "webhook-secret": "none", "notification-url-team": "none" } as const;
    expect(told([{ name: "team", kind: "slack" }, hook], none)).to.deep.equal([
      ["GR543", at("")],
      ["GR543", at("", 1)],
    ]);
    expect(checkReceivers([{ name: "team", kind: "slack" }], { path })).to.deep.equal([]);
  });

  it("warns of messages in plain text", () => {
    expect(told([{ ...hook, url: "http://example.com/" }])).to.deep.equal([["GR544", at(".url")]]);
  });

  it("knows names where other parts are broken", () => {
    expect(receiverNames([{ name: "a", kind: 5 }, 7, { kind: "slack" }])).to.deep.equal(["a"]);
    expect(receiverNames("a")).to.deep.equal([]);
  });
});
