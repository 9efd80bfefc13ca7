import type { Knex } from 'knex';
import * as m0001 from './0001_create_status.ts';
import * as m0002 from './0002_seed_status.ts';
import * as m0003 from './0003_create_user.ts';
import * as m0004 from './0004_index_user_username_key.ts';
import * as m0005 from './0005_create_workgroup.ts';
import * as m0006 from './0006_index_workgroup_name.ts';
import * as m0007 from './0007_create_workgroup_member.ts';
import * as m0008 from './0008_index_workgroup_member_user_id.ts';
import * as m0009 from './0009_create_lease.ts';
import * as m0010 from './0010_create_indiv_type.ts';
import * as m0011 from './0011_create_title.ts';
import * as m0012 from './0012_create_addr_type.ts';
import * as m0013 from './0013_create_connection_type.ts';
import * as m0014 from './0014_create_conn_sub_type.ts';
import * as m0015 from './0015_seed_indiv_type.ts';
import * as m0016 from './0016_seed_addr_type.ts';
import * as m0017 from './0017_seed_connection_type.ts';
import * as m0018 from './0018_seed_conn_sub_type.ts';
import * as m0019 from './0019_create_individual.ts';
import * as m0020 from './0020_seed_individual.ts';
import * as m0021 from './0021_create_indiv_credential.ts';
import * as m0022 from './0022_index_indiv_credential_web_login_key.ts';
import * as m0023 from './0023_create_indiv_address.ts';
import * as m0024 from './0024_index_indiv_address_indiv_id.ts';
import * as m0025 from './0025_create_indiv_connection.ts';
import * as m0026 from './0026_index_indiv_connection_indiv_id.ts';
import * as m0027 from './0027_create_interaction.ts';
import * as m0028 from './0028_index_interaction_chat_digest.ts';
import * as m0029 from './0029_index_interaction_participant_digest.ts';
import * as m0030 from './0030_index_interaction_state_queue_id_started_at.ts';
import * as m0031 from './0031_index_interaction_user_id_state_state_since.ts';
import * as m0032 from './0032_index_interaction_individual_id_started_at.ts';
import * as m0033 from './0033_index_interaction_started_at.ts';
import * as m0034 from './0034_index_interaction_queue_id_answered_at.ts';
import * as m0035 from './0035_create_interaction_event.ts';
import * as m0036 from './0036_index_interaction_event_interaction_id_seq.ts';
import * as m0037 from './0037_create_interaction_party.ts';
import * as m0038 from './0038_create_interaction_attribute.ts';
import * as m0039 from './0039_create_cursor.ts';
import * as m0040 from './0040_create_timer.ts';
import * as m0041 from './0041_index_timer_due_at.ts';
import * as m0042 from './0042_create_parameter.ts';
import * as m0043 from './0043_create_session.ts';
import * as m0044 from './0044_index_session_expires_at.ts';
import * as m0045 from './0045_index_session_subject.ts';
import * as m0046 from './0046_create_audit.ts';
import * as m0047 from './0047_index_audit_at.ts';
import * as m0048 from './0048_index_audit_target_at.ts';
import * as m0049 from './0049_create_counter.ts';
import * as m0050 from './0050_create_secret.ts';
import * as m0051 from './0051_create_one_time_link.ts';
import * as m0052 from './0052_index_one_time_link_expires_at.ts';
import * as m0053 from './0053_create_login_attempt.ts';
import * as m0054 from './0054_index_login_attempt_full_until.ts';
import * as m0055 from './0055_create_login_address.ts';
import * as m0056 from './0056_index_login_address_seen_at.ts';
import * as m0057 from './0057_create_visitor_lease.ts';
import * as m0058 from './0058_create_callback.ts';
import * as m0059 from './0059_index_callback_telephone_created_at.ts';
import * as m0060 from './0060_add_workgroup_callbacks_enabled.ts';
import * as m0061 from './0061_add_workgroup_callback_retries.ts';
import * as m0062 from './0062_add_workgroup_callback_retry_min.ts';
import * as m0063 from './0063_add_workgroup_callback_max_assign.ts';
import * as m0064 from './0064_add_workgroup_callback_utilization.ts';
import * as m0065 from './0065_add_workgroup_opening_hours.ts';
import * as m0066 from './0066_add_user_callback_max_assign.ts';
import * as m0067 from './0067_add_user_callback_utilization.ts';
import * as m0068 from './0068_create_interaction_summary.ts';
import * as m0069 from './0069_index_interaction_summary_start_utc.ts';
import * as m0070 from './0070_index_interaction_summary_last_queue_start_utc.ts';
import * as m0071 from './0071_index_interaction_summary_indiv_id_start_utc.ts';
import * as m0072 from './0072_create_interaction_segment.ts';
import * as m0073 from './0073_create_interaction_wrapup.ts';
import * as m0074 from './0074_create_interaction_custom_attributes.ts';
import * as m0075 from './0075_create_intx_participant.ts';
import * as m0076 from './0076_create_code.ts';
import * as m0077 from './0077_index_code_kind_code.ts';
import * as m0078 from './0078_index_interaction_state_queue_id_type_started_at.ts';
import * as m0079 from './0079_drop_index_interaction_state_queue_id_started_at.ts';
import * as m0080 from './0080_create_photo.ts';
import * as m0081 from './0081_index_photo_digest.ts';
import * as m0082 from './0082_add_interaction_caller.ts';
import * as m0083 from './0083_index_interaction_caller_state.ts';
import * as m0084 from './0084_seed_counter_admission.ts';
import * as m0085 from './0085_index_callback_email_created_at.ts';
import * as m0086 from './0086_create_transcript_policy.ts';
import * as m0087 from './0087_seed_transcript_policy.ts';
import * as m0088 from './0088_create_transcript_request.ts';
import * as m0089 from './0089_index_transcript_request_token_digest.ts';
import * as m0090 from './0090_create_mail.ts';
import * as m0091 from './0091_index_mail_state_changed_at.ts';
import * as m0092 from './0092_add_workgroup_idle_time_s.ts';
import * as m0093 from './0093_add_workgroup_idle_grace_s.ts';
import * as m0094 from './0094_add_workgroup_idle_warning.ts';
import * as m0095 from './0095_add_workgroup_idle_disconnect.ts';
import * as m0096 from './0096_seed_counter_parameter.ts';
import * as m0097 from './0097_create_problem_report.ts';
import * as m0098 from './0098_index_problem_report_caller_at.ts';
import * as m0099 from './0099_create_node.ts';
import * as m0100 from './0100_create_interaction_history.ts';
import * as m0101 from './0101_create_skill.ts';
import * as m0102 from './0102_index_skill_name_key.ts';
import * as m0103 from './0103_create_user_skill.ts';
import * as m0104 from './0104_create_workgroup_skill.ts';
import * as m0105 from './0105_create_table.ts';
import * as m0106 from './0106_index_table_name_key.ts';
import * as m0107 from './0107_index_table_category_key.ts';
import * as m0108 from './0108_seed_table.ts';
import * as m0109 from './0109_create_table_row.ts';
import * as m0110 from './0110_create_skill_wait.ts';
import * as m0111 from './0111_index_skill_wait_line.ts';
import * as m0112 from './0112_add_workgroup_skill_relax_s.ts';
import * as m0113 from './0113_add_user_listed.ts';
import * as m0114 from './0114_add_user_first_name.ts';
import * as m0115 from './0115_add_user_last_name.ts';
import * as m0116 from './0116_add_user_department.ts';
import * as m0117 from './0117_add_user_extension.ts';
import * as m0118 from './0118_add_user_public_email.ts';
import * as m0119 from './0119_add_one_time_link_mailbox.ts';
import * as m0120 from './0120_add_one_time_link_language.ts';
import * as m0121 from './0121_index_one_time_link_subject.ts';
import * as m0122 from './0122_add_indiv_connection_verified_at.ts';
import * as m0123 from './0123_index_audit_actor_at.ts';
import * as m0124 from './0124_index_mail_interaction_id.ts';

/** One change of the schema. `name` is what `iwt_migrations` remembers, whatever becomes of the file. */
export interface Migration {
  readonly name: string;
  up(knex: Knex): PromiseLike<unknown>;
  down(knex: Knex): PromiseLike<unknown>;
}

/** Every migration in the order it runs. Only ever appended to. */
export const migrations: readonly Migration[] = [
  { name: '0001_create_status', ...m0001 },
  { name: '0002_seed_status', ...m0002 },
  { name: '0003_create_user', ...m0003 },
  { name: '0004_index_user_username_key', ...m0004 },
  { name: '0005_create_workgroup', ...m0005 },
  { name: '0006_index_workgroup_name', ...m0006 },
  { name: '0007_create_workgroup_member', ...m0007 },
  { name: '0008_index_workgroup_member_user_id', ...m0008 },
  { name: '0009_create_lease', ...m0009 },
  { name: '0010_create_indiv_type', ...m0010 },
  { name: '0011_create_title', ...m0011 },
  { name: '0012_create_addr_type', ...m0012 },
  { name: '0013_create_connection_type', ...m0013 },
  { name: '0014_create_conn_sub_type', ...m0014 },
  { name: '0015_seed_indiv_type', ...m0015 },
  { name: '0016_seed_addr_type', ...m0016 },
  { name: '0017_seed_connection_type', ...m0017 },
  { name: '0018_seed_conn_sub_type', ...m0018 },
  { name: '0019_create_individual', ...m0019 },
  { name: '0020_seed_individual', ...m0020 },
  { name: '0021_create_indiv_credential', ...m0021 },
  { name: '0022_index_indiv_credential_web_login_key', ...m0022 },
  { name: '0023_create_indiv_address', ...m0023 },
  { name: '0024_index_indiv_address_indiv_id', ...m0024 },
  { name: '0025_create_indiv_connection', ...m0025 },
  { name: '0026_index_indiv_connection_indiv_id', ...m0026 },
  { name: '0027_create_interaction', ...m0027 },
  { name: '0028_index_interaction_chat_digest', ...m0028 },
  { name: '0029_index_interaction_participant_digest', ...m0029 },
  { name: '0030_index_interaction_state_queue_id_started_at', ...m0030 },
  { name: '0031_index_interaction_user_id_state_state_since', ...m0031 },
  { name: '0032_index_interaction_individual_id_started_at', ...m0032 },
  { name: '0033_index_interaction_started_at', ...m0033 },
  { name: '0034_index_interaction_queue_id_answered_at', ...m0034 },
  { name: '0035_create_interaction_event', ...m0035 },
  { name: '0036_index_interaction_event_interaction_id_seq', ...m0036 },
  { name: '0037_create_interaction_party', ...m0037 },
  { name: '0038_create_interaction_attribute', ...m0038 },
  { name: '0039_create_cursor', ...m0039 },
  { name: '0040_create_timer', ...m0040 },
  { name: '0041_index_timer_due_at', ...m0041 },
  { name: '0042_create_parameter', ...m0042 },
  { name: '0043_create_session', ...m0043 },
  { name: '0044_index_session_expires_at', ...m0044 },
  { name: '0045_index_session_subject', ...m0045 },
  { name: '0046_create_audit', ...m0046 },
  { name: '0047_index_audit_at', ...m0047 },
  { name: '0048_index_audit_target_at', ...m0048 },
  { name: '0049_create_counter', ...m0049 },
  { name: '0050_create_secret', ...m0050 },
  { name: '0051_create_one_time_link', ...m0051 },
  { name: '0052_index_one_time_link_expires_at', ...m0052 },
  { name: '0053_create_login_attempt', ...m0053 },
  { name: '0054_index_login_attempt_full_until', ...m0054 },
  { name: '0055_create_login_address', ...m0055 },
  { name: '0056_index_login_address_seen_at', ...m0056 },
  { name: '0057_create_visitor_lease', ...m0057 },
  { name: '0058_create_callback', ...m0058 },
  { name: '0059_index_callback_telephone_created_at', ...m0059 },
  { name: '0060_add_workgroup_callbacks_enabled', ...m0060 },
  { name: '0061_add_workgroup_callback_retries', ...m0061 },
  { name: '0062_add_workgroup_callback_retry_min', ...m0062 },
  { name: '0063_add_workgroup_callback_max_assign', ...m0063 },
  { name: '0064_add_workgroup_callback_utilization', ...m0064 },
  { name: '0065_add_workgroup_opening_hours', ...m0065 },
  { name: '0066_add_user_callback_max_assign', ...m0066 },
  { name: '0067_add_user_callback_utilization', ...m0067 },
  { name: '0068_create_interaction_summary', ...m0068 },
  { name: '0069_index_interaction_summary_start_utc', ...m0069 },
  { name: '0070_index_interaction_summary_last_queue_start_utc', ...m0070 },
  { name: '0071_index_interaction_summary_indiv_id_start_utc', ...m0071 },
  { name: '0072_create_interaction_segment', ...m0072 },
  { name: '0073_create_interaction_wrapup', ...m0073 },
  { name: '0074_create_interaction_custom_attributes', ...m0074 },
  { name: '0075_create_intx_participant', ...m0075 },
  { name: '0076_create_code', ...m0076 },
  { name: '0077_index_code_kind_code', ...m0077 },
  { name: '0078_index_interaction_state_queue_id_type_started_at', ...m0078 },
  { name: '0079_drop_index_interaction_state_queue_id_started_at', ...m0079 },
  { name: '0080_create_photo', ...m0080 },
  { name: '0081_index_photo_digest', ...m0081 },
  { name: '0082_add_interaction_caller', ...m0082 },
  { name: '0083_index_interaction_caller_state', ...m0083 },
  { name: '0084_seed_counter_admission', ...m0084 },
  { name: '0085_index_callback_email_created_at', ...m0085 },
  { name: '0086_create_transcript_policy', ...m0086 },
  { name: '0087_seed_transcript_policy', ...m0087 },
  { name: '0088_create_transcript_request', ...m0088 },
  { name: '0089_index_transcript_request_token_digest', ...m0089 },
  { name: '0090_create_mail', ...m0090 },
  { name: '0091_index_mail_state_changed_at', ...m0091 },
  { name: '0092_add_workgroup_idle_time_s', ...m0092 },
  { name: '0093_add_workgroup_idle_grace_s', ...m0093 },
  { name: '0094_add_workgroup_idle_warning', ...m0094 },
  { name: '0095_add_workgroup_idle_disconnect', ...m0095 },
  { name: '0096_seed_counter_parameter', ...m0096 },
  { name: '0097_create_problem_report', ...m0097 },
  { name: '0098_index_problem_report_caller_at', ...m0098 },
  { name: '0099_create_node', ...m0099 },
  { name: '0100_create_interaction_history', ...m0100 },
  { name: '0101_create_skill', ...m0101 },
  { name: '0102_index_skill_name_key', ...m0102 },
  { name: '0103_create_user_skill', ...m0103 },
  { name: '0104_create_workgroup_skill', ...m0104 },
  { name: '0105_create_table', ...m0105 },
  { name: '0106_index_table_name_key', ...m0106 },
  { name: '0107_index_table_category_key', ...m0107 },
  { name: '0108_seed_table', ...m0108 },
  { name: '0109_create_table_row', ...m0109 },
  { name: '0110_create_skill_wait', ...m0110 },
  { name: '0111_index_skill_wait_line', ...m0111 },
  { name: '0112_add_workgroup_skill_relax_s', ...m0112 },
  { name: '0113_add_user_listed', ...m0113 },
  { name: '0114_add_user_first_name', ...m0114 },
  { name: '0115_add_user_last_name', ...m0115 },
  { name: '0116_add_user_department', ...m0116 },
  { name: '0117_add_user_extension', ...m0117 },
  { name: '0118_add_user_public_email', ...m0118 },
  { name: '0119_add_one_time_link_mailbox', ...m0119 },
  { name: '0120_add_one_time_link_language', ...m0120 },
  { name: '0121_index_one_time_link_subject', ...m0121 },
  { name: '0122_add_indiv_connection_verified_at', ...m0122 },
  { name: '0123_index_audit_actor_at', ...m0123 },
  { name: '0124_index_mail_interaction_id', ...m0124 },
];
