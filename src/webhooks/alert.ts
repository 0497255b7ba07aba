// The webhooks of an alert: made up where nothing is said, posted once to each URL. Who orders one, and when, is decided
// elsewhere; the mock itself measures nothing.

import type { ControlSchemas } from '../contract.ts'
import { badRequest, NotFound } from '../errors.ts'
import type { World } from '../world.ts'
import type { Outbox } from './outbox.ts'

type Order = ControlSchemas['AlertOrder']
type Alert = ControlSchemas['Alert']
type Event = ControlSchemas['AlertEvent']

export interface FiredAlert {
  event: Event
  alert: Alert
  delivery_ids: string[]
}

/** Retell docs, alerting: 10 s to answer, sent exactly once. */
const TIMEOUT_MS = 10_000

/**
 * Puts the webhooks of an alert into the outbox. An incident opens once and closes once. Refuses with 404 to close one that
 * the delivery log does not know, and with 400 what is open or closed already, and an alert that nobody would be told of.
 */
export function fireAlert(outbox: Outbox, world: World, order: Order): FiredAlert {
  const { event = 'alert_triggered' } = order
  const alert = event === 'alert_triggered' ? opened(world, order) : closed(world, order)
  const subject = alert.alert_incident_id
  const body = JSON.stringify({ event, alert })
  const delivery_ids = alert.webhook_urls.map(url =>
    outbox.post(world, { kind: 'alert', event, subject, url, body, timeoutMs: TIMEOUT_MS }),
  )
  return { event, alert, delivery_ids }
}

function opened(world: World, { event: _event, ...order }: Order): Alert {
  const { webhook_url: account } = world.settings
  const webhook_urls = order.webhook_urls ?? (account ? [account] : [])
  if (webhook_urls.length === 0)
    throw badRequest('request/body must have "webhook_urls": the workspace has no webhook_url')
  if (order.alert_incident_id && sent(world, order.alert_incident_id, 'alert_triggered'))
    throw badRequest(`${order.alert_incident_id} is triggered already`)
  return {
    alert_incident_id: order.alert_incident_id ?? world.newId('alertIncident'),
    org_id: `org_${world.chance('org').hex(16)}`,
    alert_rule_id: world.newId('alertRule'),
    name: 'Call success rate is low',
    metric_type: 'call_success_rate',
    filter: null,
    threshold_type: 'absolute',
    threshold_value: 0.8,
    comparator: 'lt',
    frequency: '5m',
    window: '1h',
    emails: [],
    current_value: 0.5,
    previous_value: null,
    triggered_timestamp: world.now(),
    resolved_timestamp: null,
    ...order,
    webhook_urls,
  }
}

function closed(world: World, { event: _event, alert_incident_id: id, ...order }: Order): Alert {
  if (id === undefined) throw badRequest('request/body must have "alert_incident_id" to resolve an alert')
  const incident = sent(world, id, 'alert_triggered')
  if (!incident) throw new NotFound('alert-incident', id)
  if (sent(world, id, 'alert_resolved')) throw badRequest(`${id} is resolved already`)
  return { ...incident, ...order, resolved_timestamp: world.now() }
}

/** The alert as it was sent, if it was. */
function sent(world: World, id: string, event: Event): Alert | undefined {
  const { deliveries } = world.store
  const [delivery] = deliveries.list({ alert_incident_id: id, event, kind: 'alert', limit: 1 })
  const body = delivery && deliveries.find(delivery.delivery_id)?.body
  return body === undefined ? undefined : (JSON.parse(body) as { alert: Alert }).alert
}
