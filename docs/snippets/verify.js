// Receives webhooks and checks them. Run: MIANSHI_WEBHOOK_SECRET='whsec_…' node verify.js
const crypto = require("node:crypto");
const http = require("node:http");

/** True where one of the space-separated secrets signed these bytes within the last five minutes. */
function genuine(secrets, headers, body, now = Date.now() / 1000) {
  const stamp = headers["webhook-timestamp"] || "";
  if (!/^[0-9]{1,12}$/.test(stamp) || Math.abs(now - Number(stamp)) > 300) return false;
  const start = `${headers["webhook-id"] || ""}.${stamp}.`;
  const signatures = (headers["webhook-signature"] || "").split(" ");
  let fits = false;
  for (const secret of secrets.split(" ").filter(Boolean)) {
    const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
    const digest = crypto.createHmac("sha256", key).update(start).update(body).digest("base64");
    const expected = Buffer.from(`v1,${digest}`);
    for (const signature of signatures) {
      const given = Buffer.from(signature);
      if (given.length === expected.length && crypto.timingSafeEqual(given, expected)) fits = true;
    }
  }
  return fits;
}

const handled = new Set(); // in your system: a table with a unique column, kept for 180 days

function receive(request, response) {
  const pieces = [];
  let length = 0;
  request.on("data", (piece) => {
    length += piece.length;
    if (length > 65536) request.destroy();
    else pieces.push(piece);
  });
  request.on("end", () => {
    const body = Buffer.concat(pieces); // the bytes as they came: check first, parse afterwards
    if (!genuine(process.env.MIANSHI_WEBHOOK_SECRET, request.headers, body)) {
      response.writeHead(401).end();
      return;
    }
    const event = JSON.parse(body);
    if (!handled.has(event.id)) {
      handled.add(event.id);
      console.log("new", event.type, event.subject, JSON.stringify(event.data));
    }
    response.writeHead(204).end();
  });
}

if (require.main === module) {
  const server = http.createServer(receive).listen(Number(process.env.PORT || 8000), "127.0.0.1", () => {
    console.log("listening on", server.address().port);
  });
}

module.exports = { genuine };
