// How contacts are configured and synced. The sync itself is in lifecycle/crm-sync.ts.

import type { Handlers, Schemas } from '../contract.ts'
import { badRequest } from '../errors.ts'
import { crmConfigOf, saveCrmConfig } from '../lifecycle/contact-book.ts'
import { checkedTags } from '../lifecycle/contact-tags.ts'
import { isUnderWay, statusOf } from '../lifecycle/workspace-job.ts'
import type { Store } from '../store/store.ts'
import type { Context } from './context.ts'
import { checkCrmConfig } from './crm-rules.ts'
import { crmFields } from './crm-schema.ts'
import { patched } from './patch.ts'

export const crmHandlers = {
  getCrmConfig(_, { world }) {
    return crmConfigOf(world)
  },

  updateCrmConfig({ body }, { world, store }) {
    const present = crmConfigOf(world)
    if (body.app_id) crmApp(store, body.app_id)
    const { contact_tags, ...fields } = body
    const tags = contact_tags && checkedTags(contact_tags)
    const config = patched(present, {
      ...fields,
      // None at all is as if there had never been any.
      ...(contact_tags === undefined ? {} : { contact_tags: tags?.length ? tags : null }),
    })
    checkCrmConfig(config, body)
    if (config.app_id !== present.app_id) {
      // Another CRM is read from its beginning.
      if (store.crmCursors.find('cursor')) store.crmCursors.delete('cursor')
      Reflect.deleteProperty(config, 'last_sync_timestamp')
    }
    return saveCrmConfig(world, config)
  },

  getCrmSchema({ query }, { world, store }) {
    const { provider } = crmApp(store, query.app_id ?? linkedApp(crmConfigOf(world)))
    return { provider, fields: crmFields(provider, store.crmRecords.all()) }
  },

  runSyncJob(_, { world, store, contactJobs }) {
    const { app_id } = crmApp(store, linkedApp(crmConfigOf(world)))
    if (isUnderWay(world, 'crm-sync')) throw badRequest('A contact sync is already running')
    return contactJobs.startSync(world, { appId: app_id })
  },

  getSyncJobStatus(_, { world }) {
    return statusOf(world, 'crm-sync')
  },
} satisfies Partial<Handlers<Context>>

function linkedApp({ app_id }: Schemas['CrmConfig']): string {
  if (app_id === undefined) throw badRequest('No CRM app is linked')
  return app_id
}

function crmApp(store: Store, appId: string): Schemas['AppResponse'] {
  const app = store.apps.get(appId)
  if (app.type !== 'crm') throw badRequest(`App ${appId} is not of type crm`)
  return app
}
