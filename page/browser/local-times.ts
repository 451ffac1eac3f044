// Times in the time zone of the user, beside the one that the page tells.

/** Gives each time a title; those that stand alone get the local time as text, too. */
export function showLocalTimes(within: ParentNode): void {
  for (const time of within.querySelectorAll("time")) {
    const at = new Date(time.dateTime);
    if (Number.isNaN(at.getTime())) continue;
    const zone = at.getTimezoneOffset() === 0;
    time.title = at.toLocaleString(undefined, { dateStyle: "full", timeStyle: "long" });
    const beside = time.nextElementSibling;
    if (beside instanceof HTMLElement && beside.dataset.local !== undefined)
      beside.textContent = zone
        ? ""
        : ` (${at.toLocaleTimeString(undefined, { timeStyle: "short" })} your time)`;
  }
}
