// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// Node's own server for the comparison with ours: HTTP/1.1 and HTTP/2 on one port, answering as the hello page does.
// Prints its port and serves until its input ends.
//
//   node node_server.mjs KEY CERTIFICATE

import { readFileSync } from 'node:fs';
import { createSecureServer } from 'node:http2';

const page = '<h1>Hello Node!</h1>\n';

function answer(request, response) {
  const known = request.method === 'GET' || request.method === 'HEAD';
  const status = known ? 200 : request.url === '*' ? 204 : 405;
  const headers = status === 204 ? {} : { 'content-type': 'text/html', 'content-length': page.length };
  if (status === 405) headers.allow = 'GET, HEAD';
  response.writeHead(status, headers);
  response.end(request.method === 'HEAD' || status === 204 ? undefined : page);
}

const [key, cert] = process.argv.slice(2).map((file) => readFileSync(file));
const server = createSecureServer({ key, cert, allowHTTP1: true }, answer);
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
process.stdin.resume();
process.stdin.on('end', () => process.exit(0));
