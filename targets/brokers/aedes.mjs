// SPDX-License-Identifier: Apache-2.0
// Serves aedes as its documentation shows:  node aedes.mjs tcp=PORT ws=PORT;  node aedes.mjs --version
import { readFileSync } from 'node:fs'
import http from 'node:http'
import net from 'node:net'

if (process.argv[2] === '--version') {
  const about = new URL('../node_modules/aedes/package.json', import.meta.url)
  console.log(JSON.parse(readFileSync(about, 'utf8')).version)
  process.exit(0)
}

const { Aedes } = await import('aedes')
const { WebSocketServer, createWebSocketStream } = await import('ws')

const broker = await Aedes.createBroker()

function serveWebSockets (server) {
  const sockets = new WebSocketServer({ server })
  sockets.on('connection', (socket, request) => broker.handle(createWebSocketStream(socket), request))
  return server
}

const servers = {
  tcp: () => net.createServer(broker.handle),
  ws: () => serveWebSockets(http.createServer())
}

for (const argument of process.argv.slice(2)) {
  const [transport, port] = argument.split('=')
  servers[transport]().listen(Number(port), '127.0.0.1')
}
