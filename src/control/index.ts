// The control API, /_fake/*: what a test or a person may ask of the mock itself.

import type { ControlHandlers } from '../contract.ts'
import { alertHandlers } from './alerts.ts'
import { callActionHandlers } from './call-actions.ts'
import { clockHandlers } from './clock.ts'
import type { ControlContext } from './context.ts'
import { crmRecordHandlers } from './crm-records.ts'
import { deliveryHandlers } from './deliveries.ts'
import { exportRequestHandlers } from './export-requests.ts'
import { faultHandlers } from './faults.ts'
import { inboundCallHandlers } from './inbound-calls.ts'
import { inboundMessageHandlers } from './inbound-messages.ts'
import { logHandlers } from './logs.ts'
import { settingHandlers } from './settings.ts'
import { workspaceHandlers } from './workspace.ts'

export const controlHandlers: ControlHandlers<ControlContext> = {
  ...callActionHandlers,
  ...clockHandlers,
  ...inboundCallHandlers,
  ...inboundMessageHandlers,
  ...deliveryHandlers,
  ...logHandlers,
  ...settingHandlers,
  ...workspaceHandlers,
  ...crmRecordHandlers,
  ...exportRequestHandlers,
  ...faultHandlers,
  ...alertHandlers,
}
