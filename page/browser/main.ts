// What runs in the browser beside a page: it tells times in the time of the user and, where a server
// keeps the page live, brings it up to date. Without it, a page shows all that it shows.
import { keepLive } from "./live";
import { showLocalTimes } from "./local-times";

showLocalTimes(document);
if (document.documentElement.dataset.live !== undefined) keepLive();
