// The CRM that the mock plays, as somebody who works in it would see and change it.

import type { ControlHandlers } from '../contract.ts'
import type { Store } from '../store/store.ts'
import type { ControlContext } from './context.ts'

export const crmRecordHandlers = {
  listCrmRecords(_input, { world }) {
    return recordsIn(world.store)
  },

  putCrmRecords({ body }, { world, atomically }) {
    return atomically(() => {
      const { crmRecords } = world.store
      for (const { id, fields } of body.items) {
        const record = { id, fields, unread: true, modified_timestamp: world.now() }
        if (crmRecords.find(id)) crmRecords.put(id, record)
        else crmRecords.insert(id, record)
      }
      return recordsIn(world.store)
    })
  },
} satisfies Partial<ControlHandlers<ControlContext>>

const recordsIn = ({ crmRecords }: Store) => ({
  items: crmRecords.all().map(({ id, fields }) => ({ id, fields })),
})
