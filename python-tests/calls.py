"""One call of every method of the client, by its name. The suite makes those that the mock serves."""

from collections.abc import Callable

from mcp_server import mcp_server
from subjects import CSV, FLOW, MP3, NODE, PNG, PROMPT, SOMEONE, VOICE, Subjects

TEXTS = [{"title": "Prices", "text": "All is free."}]
TASKS = [{"to_number": SOMEONE}]
MAPPING = [{"field_name": "phone_number", "external_field_name": "phone"}]
ANALYSIS = [{"field_name": "last_name", "analysis_data_name": "user_sentiment", "update_mode": "overwrite"}]


def with_crm(subjects: Subjects, call: Callable[[], object], **config: object) -> object:
    """What needs a configuration first."""
    subjects.client.crm.update_config(**config)
    return call()


def mcp_tools(subjects: Subjects) -> object:
    """With a server of its own beside the mock."""
    with mcp_server() as url:
        subjects.client.llm.update(subjects.llm, mcps=[{"name": "weather", "url": url}])
        tools = subjects.client.mcp_tool.get_mcp_tools(subjects.agent, mcp_id="weather")
    assert [tool.name for tool in tools] == ["weather"]
    return tools


CALLS: dict[str, Callable[[Subjects], object]] = {
    "agent.create": lambda s: s.client.agent.create(response_engine=s.engine, voice_id=VOICE),
    "agent.create_version": lambda s: s.client.agent.create_version(s.agent, base_version=0),
    "agent.delete": lambda s: s.client.agent.delete(s.agent),
    "agent.delete_version": lambda s: (
        s.client.agent.create_version(s.agent, base_version=0),
        s.client.agent.delete_version(s.agent, version=1),
    ),
    "agent.list": lambda s: s.client.agent.list(limit=1),
    "agent.list_versions": lambda s: s.client.agent.list_versions(s.agent),
    "agent.publish": lambda s: s.client.agent.publish(s.agent, version=0),
    "agent.repair": lambda s: s.client.agent.repair(s.agent),
    "agent.retrieve": lambda s: s.client.agent.retrieve(s.agent, version="latest"),
    "agent.update": lambda s: s.client.agent.update(s.agent, agent_name="Ada"),
    "app.create": lambda s: s.app,
    "app.delete": lambda s: s.client.app.delete(s.app),
    "app.get": lambda s: s.client.app.get(s.app),
    "app.get_tool_schema": lambda s: s.client.app.get_tool_schema(
        s.connected_app, app_tool_template_name="find_contact"
    ),
    "app.list": lambda s: s.client.app.list(),
    "app.list_usages": lambda s: s.client.app.list_usages(s.app),
    "app.test_auth": lambda s: s.client.app.test_auth(s.app),
    "app.update": lambda s: s.client.app.update(s.app, name="Contacts"),
    "asset.create": lambda s: s.client.asset.create(file=PNG),
    "batch_call.create_batch_call": lambda s: s.client.batch_call.create_batch_call(
        from_number=s.number, tasks=TASKS
    ),
    "call.create_phone_call": lambda s: s.call,
    "call.create_web_call": lambda s: s.client.call.create_web_call(agent_id=s.agent),
    "call.delete": lambda s: s.client.call.delete(s.call),
    "call.list": lambda s: s.client.call.list(limit=1),
    "call.listen_live": lambda s: s.client.call.listen_live(s.ongoing_call),
    "call.register_phone_call": lambda s: s.client.call.register_phone_call(agent_id=s.agent),
    "call.rerun_analysis": lambda s: s.client.call.rerun_analysis(s.ended_call),
    "call.retrieve": lambda s: s.client.call.retrieve(s.ended_call),
    "call.stop": lambda s: s.client.call.stop(s.ongoing_call),
    "call.take_over_live": lambda s: s.client.call.take_over_live(
        s.ongoing_call, participant_id=s.client.call.listen_live(s.ongoing_call).participant_id
    ),
    "call.update": lambda s: s.client.call.update(s.call, metadata={"order": 1}),
    "call.update_live": lambda s: s.client.call.update_live(
        s.ongoing_call, fields_to_override={"metadata": {"order": 1}}
    ),
    "chat.create": lambda s: s.client.chat.create(agent_id=s.chat_agent),
    "chat.create_chat_completion": lambda s: s.client.chat.create_chat_completion(
        chat_id=s.chat, content="Hello."
    ),
    "chat.create_sms_chat": lambda s: s.client.chat.create_sms_chat(
        from_number=s.texting_number, to_number=SOMEONE
    ),
    "chat.delete": lambda s: s.client.chat.delete(s.chat),
    "chat.end": lambda s: s.client.chat.end(s.chat),
    "chat.list": lambda s: s.client.chat.list(),
    "chat.rerun_analysis": lambda s: s.client.chat.rerun_analysis(s.ended_chat),
    "chat.retrieve": lambda s: s.client.chat.retrieve(s.chat),
    "chat.update": lambda s: s.client.chat.update(s.chat, metadata={"order": 1}),
    "chat_agent.create": lambda s: s.client.chat_agent.create(response_engine=s.engine),
    "chat_agent.create_version": lambda s: s.client.chat_agent.create_version(s.chat_agent, base_version=0),
    "chat_agent.delete": lambda s: s.client.chat_agent.delete(s.chat_agent),
    "chat_agent.delete_version": lambda s: (
        s.client.chat_agent.create_version(s.chat_agent, base_version=0),
        s.client.chat_agent.delete_version(s.chat_agent, version=1),
    ),
    "chat_agent.list": lambda s: s.client.chat_agent.list(),
    "chat_agent.publish": lambda s: s.client.chat_agent.publish(s.chat_agent, version=0),
    "chat_agent.retrieve": lambda s: s.client.chat_agent.retrieve(s.chat_agent),
    "chat_agent.update": lambda s: s.client.chat_agent.update(s.chat_agent, agent_name="Ada"),
    "concurrency.retrieve": lambda s: s.client.concurrency.retrieve(),
    "contact.backfill_analysis_data": lambda s: with_crm(
        s,
        lambda: s.client.contact.backfill_analysis_data(backfill_attributes=["last_name"]),
        crm_analysis_data_mappings=ANALYSIS,
    ),
    "contact.create": lambda s: s.contact,
    "contact.create_import": lambda s: s.client.contact.create_import(
        upload_id=s.upload, column_mapping=MAPPING
    ),
    "contact.delete": lambda s: s.client.contact.delete(s.contact),
    "contact.get": lambda s: s.client.contact.get(s.contact),
    "contact.get_backfill_job_status": lambda s: s.client.contact.get_backfill_job_status(),
    "contact.get_by_phone": lambda s: s.client.contact.get_by_phone(
        s.client.contact.get(s.contact).phone_number
    ),
    "contact.get_import": lambda s: s.client.contact.get_import(),
    "contact.list": lambda s: s.client.contact.list(),
    "contact.list_conversations": lambda s: s.client.contact.list_conversations(s.contact),
    "contact.update": lambda s: s.client.contact.update(s.contact, first_name="Ada"),
    "contact.upload_import_file": lambda s: s.client.contact.upload_import_file(file=CSV),
    "conversation_flow.create": lambda s: s.client.conversation_flow.create(**FLOW),
    "conversation_flow.delete": lambda s: s.client.conversation_flow.delete(s.flow),
    "conversation_flow.list": lambda s: s.client.conversation_flow.list(),
    "conversation_flow.retrieve": lambda s: s.client.conversation_flow.retrieve(s.flow),
    "conversation_flow.update": lambda s: s.client.conversation_flow.update(s.flow, global_prompt="Be brief."),
    "conversation_flow_component.create": lambda s: s.component,
    "conversation_flow_component.delete": lambda s: s.client.conversation_flow_component.delete(s.component),
    "conversation_flow_component.list": lambda s: s.client.conversation_flow_component.list(),
    "conversation_flow_component.retrieve": lambda s: s.client.conversation_flow_component.retrieve(
        s.component
    ),
    "conversation_flow_component.update": lambda s: s.client.conversation_flow_component.update(
        s.component, name="Farewell", nodes=[NODE]
    ),
    "crm.get_config": lambda s: s.client.crm.get_config(),
    "crm.get_schema": lambda s: s.client.crm.get_schema(app_id=s.app),
    "crm.get_sync_job_status": lambda s: s.client.crm.get_sync_job_status(),
    "crm.run_sync_job": lambda s: with_crm(s, s.client.crm.run_sync_job, app_id=s.app),
    "crm.update_config": lambda s: s.client.crm.update_config(app_id=s.app),
    "export_request.list": lambda s: s.client.export_request.list(),
    "identity.retrieve": lambda s: s.client.identity.retrieve(),
    "knowledge_base.add_sources": lambda s: s.client.knowledge_base.add_sources(
        s.knowledge_base, knowledge_base_texts=TEXTS
    ),
    "knowledge_base.create": lambda s: s.knowledge_base,
    "knowledge_base.delete": lambda s: s.client.knowledge_base.delete(s.knowledge_base),
    "knowledge_base.delete_source": lambda s: s.client.knowledge_base.delete_source(
        s.source, knowledge_base_id=s.knowledge_base
    ),
    "knowledge_base.list": lambda s: s.client.knowledge_base.list(),
    "knowledge_base.retrieve": lambda s: s.client.knowledge_base.retrieve(s.knowledge_base),
    "llm.create": lambda s: s.client.llm.create(general_prompt="Be kind."),
    "llm.delete": lambda s: s.client.llm.delete(s.llm),
    "llm.list": lambda s: s.client.llm.list(),
    "llm.retrieve": lambda s: s.client.llm.retrieve(s.llm),
    "llm.update": lambda s: s.client.llm.update(s.llm, begin_message="Hello."),
    "mcp_tool.get_mcp_tools": mcp_tools,
    "phone_number.create": lambda s: s.client.phone_number.create(area_code=415),
    "phone_number.delete": lambda s: s.client.phone_number.delete(s.number),
    "phone_number.import_": lambda s: s.number,
    "phone_number.list": lambda s: s.client.phone_number.list(),
    "phone_number.retrieve": lambda s: s.client.phone_number.retrieve(s.number),
    "phone_number.update": lambda s: s.client.phone_number.update(s.number, nickname="Shop"),
    "playground.completion": lambda s: s.client.playground.completion(
        s.agent, messages=[{"role": "user", "content": "Hello."}]
    ),
    "tests.create_batch_test": lambda s: s.batch_test,
    "tests.create_test_case_definition": lambda s: s.test_case,
    "tests.delete_test_case_definition": lambda s: s.client.tests.delete_test_case_definition(s.test_case),
    "tests.get_batch_test": lambda s: s.client.tests.get_batch_test(s.batch_test),
    "tests.get_test_case_definition": lambda s: s.client.tests.get_test_case_definition(s.test_case),
    "tests.get_test_run": lambda s: s.client.tests.get_test_run(s.test_run),
    "tests.list_batch_tests": lambda s: s.client.tests.list_batch_tests(type="retell-llm", llm_id=s.llm),
    "tests.list_test_case_definitions": lambda s: s.client.tests.list_test_case_definitions(
        type="retell-llm", llm_id=s.llm
    ),
    "tests.list_test_runs": lambda s: s.client.tests.list_test_runs(s.batch_test),
    "tests.update_test_case_definition": lambda s: s.client.tests.update_test_case_definition(
        s.test_case, name="Opening", user_prompt=PROMPT
    ),
    "voice.add_resource": lambda s: s.client.voice.add_resource(
        provider_voice_id="shared", voice_name="Ada", public_user_id="owner"
    ),
    "voice.clone": lambda s: s.client.voice.clone(files=[MP3], voice_name="Ada", voice_provider="elevenlabs"),
    "voice.list": lambda s: s.client.voice.list(),
    "voice.retrieve": lambda s: s.client.voice.retrieve(VOICE),
    "voice.search": lambda s: s.client.voice.search(search_query="calm"),
}

# Methods that the suite cannot call, and why. One that is called all the same fails.
NOT_CALLED: dict[str, str] = {}

# Methods with a reply that the client's models refuse, and why.
REFUSED: dict[str, str] = {
    "voice.list": "the client no longer knows the provider deepgram, of which old agents still have voices",
}
