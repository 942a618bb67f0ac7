// SPDX-License-Identifier: Apache-2.0
// MQTT.js behind the adapter protocol of mqttspec (docs/adapter-protocol.md).
import { createRequire } from 'node:module'
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import mqtt from 'mqtt'

const version = createRequire(import.meta.url)('mqtt/package.json').version
const schemes = { tcp: 'mqtt', tls: 'mqtts', ws: 'ws', wss: 'wss' }
const sessions = new Map() // What the library keeps of a Session, by client id.
let now // The client that was connected last.

const tell = (event, members) => process.stdout.write(JSON.stringify({ event, ...members }) + '\n')
const bytes = (text) => Buffer.from(text, 'base64')

function connect(c) {
  if (now && !now.isClosed) throw new Error('there is a connection already')
  const client = { connecting: c.id }
  const options = {
    clientId: c.client_id, clean: c.clean_session, keepalive: c.keep_alive, protocolVersion: 4, reconnectPeriod: 0,
    resubscribe: false, connectTimeout: 60_000, username: c.user_name, password: c.password && bytes(c.password),
    ca: c.ca_file && readFileSync(c.ca_file),
    will: c.will && { topic: c.will.topic, payload: bytes(c.will.payload), qos: c.will.qos, retain: c.will.retain }
  }
  if (!c.clean_session) {
    if (!sessions.has(c.client_id)) {
      sessions.set(c.client_id, { incomingStore: new mqtt.Store({ clean: false }), outgoingStore: new mqtt.Store({ clean: false }) })
    }
    Object.assign(options, sessions.get(c.client_id))
  }
  client.lib = mqtt.connect(`${schemes[c.transport]}://${c.host}:${c.port}${c.path ?? ''}`, options)
  now = client // Now that the library has not refused it.
  client.lib.on('connect', (connack) => {
    tell('connected', { id: client.connecting, session_present: connack.sessionPresent, return_code: connack.returnCode })
    client.connecting = undefined
  })
  client.lib.on('error', (error) => {
    client.why = error.message
    if (typeof error.code !== 'number' || client.connecting === undefined) return
    tell('connected', { id: client.connecting, session_present: false, return_code: error.code })
    client.connecting = undefined
  })
  client.lib.on('message', (topic, payload, packet) => tell('message', {
    topic, payload: payload.toString('base64'), qos: packet.qos, retain: packet.retain, dup: packet.dup
  }))
  client.lib.on('close', () => {
    if (client.isClosed) return
    client.isClosed = true
    const why = client.why ?? 'the connection ended'
    if (client.connecting !== undefined) tell('error', { id: client.connecting, why })
    tell('closed', { id: client.ending, by: client.ending === undefined ? 'network' : 'client', why })
    client.lib.end(true)
  })
}

function obey(c) {
  if (c.command === 'connect') return connect(c)
  if (!['publish', 'subscribe', 'unsubscribe', 'disconnect', 'abort'].includes(c.command)) {
    return tell('unsupported', { id: c.id, why: `there is no command ${c.command}` })
  }
  if (!now || now.isClosed) throw new Error('there is no connection')
  const answer = (event, members) => (error, ...rest) =>
    error ? tell('error', { id: c.id, why: error.message }) : tell(event, { id: c.id, ...members?.(...rest) })
  const { lib } = now
  if (c.command === 'publish') {
    lib.publish(c.topic, bytes(c.payload), { qos: c.qos, retain: c.retain }, answer('acknowledged'))
  } else if (c.command === 'subscribe') {
    const wanted = Object.fromEntries(c.filters.map(({ filter, qos }) => [filter, { qos }]))
    lib.subscribe(wanted, (error, granted, packet) =>
      packet?.granted ? tell('subscribed', { id: c.id, granted: packet.granted }) : answer('subscribed')(error))
  } else if (c.command === 'unsubscribe') {
    lib.unsubscribe(c.filters, answer('unsubscribed'))
  } else {
    now.ending = c.id
    lib.end(c.command === 'abort') // By force: without DISCONNECT.
  }
}

tell('hello', {
  protocol: 1, name: 'MQTT.js', version, features: ['qos1', 'qos2', 'persistent_session', 'will', 'credentials', 'abort', 'tls',
    'websocket', 'refuses_locally']
})
// What the library throws where nobody can catch it would end the program, and so close the connection, which it does not.
process.on('uncaughtException', (error) => process.stderr.write(`${error.stack}\n`))
createInterface({ input: process.stdin }).on('line', (line) => {
  let command
  try {
    command = JSON.parse(line)
    obey(command)
  } catch (trouble) {
    tell('error', { id: command?.id, why: trouble.message })
  }
}).on('close', () => process.exit(0))
