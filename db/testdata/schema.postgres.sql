absences.staff_id text NOT NULL COLLATE C
absences.since bigint NOT NULL
absences.until bigint NOT NULL
absences absences_pkey PRIMARY KEY (staff_id)
CREATE UNIQUE INDEX absences_pkey ON public.absences USING btree (staff_id)
audit_answers.audit_id text NOT NULL COLLATE C
audit_answers.staff_id text NOT NULL COLLATE C
audit_answers.at bigint NOT NULL
audit_answers.text_sealed bytea
audit_answers audit_answers_audit_id_fkey FOREIGN KEY (audit_id) REFERENCES audits(id)
audit_answers audit_answers_pkey PRIMARY KEY (audit_id)
CREATE UNIQUE INDEX audit_answers_pkey ON public.audit_answers USING btree (audit_id)
CREATE TRIGGER audit_answers_immutable BEFORE DELETE OR UPDATE ON public.audit_answers FOR EACH ROW EXECUTE FUNCTION refuse_change()
CREATE TRIGGER audit_answers_whole BEFORE TRUNCATE ON public.audit_answers FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
audits.id text NOT NULL COLLATE C
audits.decision_id text NOT NULL COLLATE C
audits.verdict text NOT NULL COLLATE C
audits.staff_id text NOT NULL COLLATE C
audits.at bigint NOT NULL
audits.note_sealed bytea
audits.severity text NOT NULL COLLATE C
audits.sample_id text NOT NULL COLLATE C
audits audits_decision_id_fkey FOREIGN KEY (decision_id) REFERENCES decisions(id)
audits audits_pkey PRIMARY KEY (id)
audits audits_verdict_check CHECK ((verdict = ANY (ARRAY['agree'::text, 'overturn'::text])))
CREATE INDEX audits_decision ON public.audits USING btree (decision_id, at, id)
CREATE UNIQUE INDEX audits_pkey ON public.audits USING btree (id)
CREATE INDEX audits_time ON public.audits USING btree (at)
CREATE TRIGGER audits_immutable BEFORE DELETE OR UPDATE ON public.audits FOR EACH ROW EXECUTE FUNCTION refuse_change()
CREATE TRIGGER audits_kept BEFORE TRUNCATE ON public.audits FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
batch_rows.batch_id text NOT NULL COLLATE C
batch_rows.n bigint NOT NULL
batch_rows.reference text NOT NULL COLLATE C
batch_rows.outcome text NOT NULL COLLATE C
batch_rows.who_id text NOT NULL COLLATE C
batch_rows.state text NOT NULL COLLATE C
batch_rows batch_rows_batch_id_fkey FOREIGN KEY (batch_id) REFERENCES batches(id)
batch_rows batch_rows_pkey PRIMARY KEY (batch_id, n)
CREATE UNIQUE INDEX batch_rows_pkey ON public.batch_rows USING btree (batch_id, n)
batches.id text NOT NULL COLLATE C
batches.staff_id text NOT NULL COLLATE C
batches.act text NOT NULL COLLATE C
batches.to_id text NOT NULL COLLATE C
batches.at bigint NOT NULL
batches batches_pkey PRIMARY KEY (id)
CREATE UNIQUE INDEX batches_pkey ON public.batches USING btree (id)
CREATE INDEX batches_time ON public.batches USING btree (at)
comments.id text NOT NULL COLLATE C
comments.submission_id text NOT NULL COLLATE C
comments.round bigint NOT NULL
comments.staff_id text NOT NULL COLLATE C
comments.at bigint NOT NULL
comments.key_id text NOT NULL COLLATE C
comments.text_sealed bytea
comments comments_pkey PRIMARY KEY (id)
comments comments_submission_id_fkey FOREIGN KEY (submission_id) REFERENCES submissions(id)
CREATE UNIQUE INDEX comments_pkey ON public.comments USING btree (id)
CREATE INDEX comments_submission ON public.comments USING btree (submission_id, at, id)
complaint_answers.complaint_id text NOT NULL COLLATE C
complaint_answers.verdict text NOT NULL COLLATE C
complaint_answers.staff_id text NOT NULL COLLATE C
complaint_answers.at bigint NOT NULL
complaint_answers.key_id text NOT NULL COLLATE C
complaint_answers.message_sealed bytea
complaint_answers complaint_answers_complaint_id_fkey FOREIGN KEY (complaint_id) REFERENCES complaints(id)
complaint_answers complaint_answers_pkey PRIMARY KEY (complaint_id)
complaint_answers complaint_answers_verdict_check CHECK ((verdict = ANY (ARRAY['agree'::text, 'overturn'::text])))
CREATE UNIQUE INDEX complaint_answers_pkey ON public.complaint_answers USING btree (complaint_id)
CREATE TRIGGER complaint_answers_immutable BEFORE DELETE OR UPDATE OF complaint_id, verdict, staff_id, at ON public.complaint_answers FOR EACH ROW EXECUTE FUNCTION refuse_change()
CREATE TRIGGER complaint_answers_whole BEFORE TRUNCATE ON public.complaint_answers FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
complaints.id text NOT NULL COLLATE C
complaints.submission_id text NOT NULL COLLATE C
complaints.decision_id text NOT NULL COLLATE C
complaints.via text NOT NULL COLLATE C
complaints.staff_id text NOT NULL COLLATE C
complaints.lang text NOT NULL COLLATE C
complaints.at bigint NOT NULL
complaints.key_id text NOT NULL COLLATE C
complaints.text_sealed bytea
complaints.waiting bigint NOT NULL
complaints complaints_decision_id_fkey FOREIGN KEY (decision_id) REFERENCES decisions(id)
complaints complaints_pkey PRIMARY KEY (id)
complaints complaints_submission_id_fkey FOREIGN KEY (submission_id) REFERENCES submissions(id)
complaints complaints_submission_id_key UNIQUE (submission_id)
complaints complaints_via_check CHECK ((via = ANY (ARRAY['link'::text, 'support'::text])))
complaints complaints_waiting_check CHECK ((waiting = ANY (ARRAY[(0)::bigint, (1)::bigint])))
CREATE INDEX complaints_decision ON public.complaints USING btree (decision_id)
CREATE UNIQUE INDEX complaints_pkey ON public.complaints USING btree (id)
CREATE UNIQUE INDEX complaints_submission_id_key ON public.complaints USING btree (submission_id)
CREATE INDEX complaints_waiting ON public.complaints USING btree (at, id) WHERE (waiting = 1)
CREATE TRIGGER complaints_immutable BEFORE DELETE OR UPDATE OF id, submission_id, decision_id, via, staff_id, lang, at ON public.complaints FOR EACH ROW EXECUTE FUNCTION refuse_change()
CREATE TRIGGER complaints_whole BEFORE TRUNCATE ON public.complaints FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
context_views.submission_id text NOT NULL COLLATE C
context_views.staff_id text NOT NULL COLLATE C
context_views.grant_id text NOT NULL COLLATE C
context_views.found bytea NOT NULL
context_views.at bigint NOT NULL
context_views context_views_pkey PRIMARY KEY (submission_id, staff_id, grant_id, found)
CREATE UNIQUE INDEX context_views_pkey ON public.context_views USING btree (submission_id, staff_id, grant_id, found)
decisions.id text NOT NULL COLLATE C
decisions.submission_id text NOT NULL COLLATE C
decisions.round bigint NOT NULL
decisions.stage text NOT NULL COLLATE C
decisions.outcome text NOT NULL COLLATE C
decisions.staff_id text NOT NULL COLLATE C
decisions.kind text NOT NULL COLLATE C
decisions.kind_version text NOT NULL COLLATE C
decisions.policy_version text NOT NULL COLLATE C
decisions.seen_version bigint NOT NULL
decisions.lang text NOT NULL COLLATE C
decisions.answers text NOT NULL COLLATE C
decisions.reasons text NOT NULL COLLATE C
decisions.images text NOT NULL COLLATE C
decisions.digests text NOT NULL COLLATE C
decisions.decided_at bigint NOT NULL
decisions.effective_at bigint NOT NULL
decisions.handling bigint NOT NULL
decisions.waiting bigint NOT NULL
decisions.key_id text NOT NULL COLLATE C
decisions.note_sealed bytea
decisions.message_sealed bytea
decisions.second_asked text NOT NULL COLLATE C
decisions.first_id text NOT NULL COLLATE C
decisions.led_to text NOT NULL COLLATE C
decisions.own_words bigint NOT NULL
decisions.sent_sealed bytea
decisions.bulk text NOT NULL
decisions.marks bigint NOT NULL
decisions.marks_sealed bytea
decisions.answer_times text NOT NULL
decisions.looking text NOT NULL
decisions.back_shown bigint NOT NULL
decisions.answered bigint NOT NULL
decisions.in_bulk bigint NOT NULL
decisions.answer_by bigint NOT NULL
decisions decisions_outcome_check CHECK ((outcome = ANY (ARRAY['approve'::text, 'reject'::text, 'resubmit'::text, 'escalate'::text])))
decisions decisions_pkey PRIMARY KEY (id)
decisions decisions_stage_check CHECK ((stage = ANY (ARRAY['first'::text, 'second'::text, 'settle'::text])))
decisions decisions_submission_id_fkey FOREIGN KEY (submission_id) REFERENCES submissions(id)
CREATE UNIQUE INDEX decisions_pkey ON public.decisions USING btree (id)
CREATE INDEX decisions_submission ON public.decisions USING btree (submission_id, decided_at, id)
CREATE INDEX decisions_time ON public.decisions USING btree (decided_at, id, staff_id)
CREATE TRIGGER decisions_answer_by BEFORE UPDATE OF answer_by ON public.decisions FOR EACH ROW EXECUTE FUNCTION refuse_change()
CREATE TRIGGER decisions_answer_times BEFORE UPDATE OF answer_times ON public.decisions FOR EACH ROW EXECUTE FUNCTION refuse_change()
CREATE TRIGGER decisions_bulk BEFORE UPDATE OF bulk ON public.decisions FOR EACH ROW EXECUTE FUNCTION refuse_change()
CREATE TRIGGER decisions_digests BEFORE UPDATE OF digests ON public.decisions FOR EACH ROW WHEN (((length(new.digests) >= length(old.digests)) AND (new.digests <> old.digests))) EXECUTE FUNCTION refuse_change()
CREATE TRIGGER decisions_immutable BEFORE DELETE OR UPDATE OF id, submission_id, round, stage, outcome, staff_id, kind, kind_version, policy_version, seen_version, lang, answers, reasons, images, decided_at, effective_at, handling, waiting, key_id, note_sealed, message_sealed ON public.decisions FOR EACH ROW EXECUTE FUNCTION refuse_change()
CREATE TRIGGER decisions_kept BEFORE TRUNCATE ON public.decisions FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
CREATE TRIGGER decisions_looking BEFORE UPDATE OF looking, back_shown, answered, in_bulk ON public.decisions FOR EACH ROW EXECUTE FUNCTION refuse_change()
CREATE TRIGGER decisions_marks BEFORE UPDATE OF marks, marks_sealed ON public.decisions FOR EACH ROW EXECUTE FUNCTION refuse_change()
CREATE TRIGGER decisions_second BEFORE UPDATE OF second_asked, first_id, led_to, own_words, sent_sealed ON public.decisions FOR EACH ROW EXECUTE FUNCTION refuse_change()
destructions.id text NOT NULL COLLATE C
destructions.submission_id text NOT NULL COLLATE C
destructions.at bigint NOT NULL
destructions.staff_id text NOT NULL COLLATE C
destructions.kept_days bigint NOT NULL
destructions.key_ids text NOT NULL COLLATE C
destructions.blobs text NOT NULL COLLATE C
destructions destructions_pkey PRIMARY KEY (id)
CREATE UNIQUE INDEX destructions_pkey ON public.destructions USING btree (id)
exports.id text NOT NULL COLLATE C
exports.staff_id text NOT NULL COLLATE C
exports.at bigint NOT NULL
exports.what text NOT NULL COLLATE C
exports.format text NOT NULL COLLATE C
exports.filter text NOT NULL COLLATE C
exports.key_id text NOT NULL COLLATE C
exports.purpose_sealed bytea
exports.row_count bigint NOT NULL
exports.seen_at bigint NOT NULL
exports.ended_at bigint NOT NULL
exports.whole bigint NOT NULL
exports.digest bytea
exports exports_pkey PRIMARY KEY (id)
exports exports_whole_check CHECK ((whole = ANY (ARRAY[(0)::bigint, (1)::bigint])))
CREATE UNIQUE INDEX exports_pkey ON public.exports USING btree (id)
CREATE INDEX exports_time ON public.exports USING btree (at, id)
CREATE TRIGGER exports_ended BEFORE UPDATE ON public.exports FOR EACH ROW WHEN ((old.ended_at <> 0)) EXECUTE FUNCTION refuse_change()
CREATE TRIGGER exports_immutable BEFORE DELETE OR UPDATE OF id, staff_id, at, what, format, filter ON public.exports FOR EACH ROW EXECUTE FUNCTION refuse_change()
CREATE TRIGGER exports_whole BEFORE TRUNCATE ON public.exports FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
field_views.submission_id text NOT NULL COLLATE C
field_views.staff_id text NOT NULL COLLATE C
field_views.grant_id text NOT NULL COLLATE C
field_views.round bigint NOT NULL
field_views.opened_at bigint NOT NULL
field_views field_views_pkey PRIMARY KEY (submission_id, staff_id, grant_id, round)
CREATE UNIQUE INDEX field_views_pkey ON public.field_views USING btree (submission_id, staff_id, grant_id, round)
figures_awaited.decision_id text NOT NULL COLLATE C
figures_awaited.span text NOT NULL COLLATE C
figures_awaited figures_awaited_pkey PRIMARY KEY (decision_id)
CREATE UNIQUE INDEX figures_awaited_pkey ON public.figures_awaited USING btree (decision_id)
figures_cells.span text NOT NULL COLLATE C
figures_cells.lang text NOT NULL COLLATE C
figures_cells.kind text NOT NULL COLLATE C
figures_cells.staff_id text NOT NULL COLLATE C
figures_cells.cell bytea NOT NULL
figures_cells figures_cells_pkey PRIMARY KEY (span, lang, kind, staff_id)
CREATE UNIQUE INDEX figures_cells_pkey ON public.figures_cells USING btree (span, lang, kind, staff_id)
figures_recalled.submission_id text NOT NULL COLLATE C
figures_recalled.round bigint NOT NULL
figures_recalled.sent_at bigint NOT NULL
figures_recalled figures_recalled_pkey PRIMARY KEY (submission_id, round, sent_at)
CREATE UNIQUE INDEX figures_recalled_pkey ON public.figures_recalled USING btree (submission_id, round, sent_at)
figures_spans.span text NOT NULL COLLATE C
figures_spans.made_of text NOT NULL COLLATE C
figures_spans.made_at bigint NOT NULL
figures_spans.through bigint NOT NULL
figures_spans.version bigint NOT NULL
figures_spans figures_spans_pkey PRIMARY KEY (span)
CREATE UNIQUE INDEX figures_spans_pkey ON public.figures_spans USING btree (span)
handovers.id text NOT NULL COLLATE C
handovers.submission_id text NOT NULL COLLATE C
handovers.round bigint NOT NULL
handovers.why text NOT NULL COLLATE C
handovers.by_id text NOT NULL COLLATE C
handovers.to_id text NOT NULL COLLATE C
handovers.at bigint NOT NULL
handovers.until bigint NOT NULL
handovers.key_id text NOT NULL COLLATE C
handovers.note_sealed bytea
handovers handovers_pkey PRIMARY KEY (id)
handovers handovers_submission_id_fkey FOREIGN KEY (submission_id) REFERENCES submissions(id)
handovers handovers_why_check CHECK ((why = ANY (ARRAY['handed'::text, 'assigned'::text])))
CREATE UNIQUE INDEX handovers_pkey ON public.handovers USING btree (id)
CREATE INDEX handovers_submission ON public.handovers USING btree (submission_id, at, id)
image_views.image_id text NOT NULL COLLATE C
image_views.staff_id text NOT NULL COLLATE C
image_views.grant_id text NOT NULL COLLATE C
image_views.fetched_at bigint NOT NULL
image_views.viewed_at bigint NOT NULL
image_views image_views_pkey PRIMARY KEY (image_id, staff_id, grant_id)
CREATE UNIQUE INDEX image_views_pkey ON public.image_views USING btree (image_id, staff_id, grant_id)
images.id text NOT NULL COLLATE C
images.submission_id text NOT NULL COLLATE C
images.key_id text NOT NULL COLLATE C
images.digest bytea
images.original text NOT NULL COLLATE C
images.screen text NOT NULL COLLATE C
images.preview text NOT NULL COLLATE C
images.thumb text NOT NULL COLLATE C
images.bytes bigint NOT NULL
images.width bigint NOT NULL
images.height bigint NOT NULL
images.screen_width bigint NOT NULL
images.screen_height bigint NOT NULL
images.name_sealed bytea
images.facts_sealed bytea
images.created_at bigint NOT NULL
images.purged_at bigint NOT NULL
images.purged_by text NOT NULL COLLATE C
images.kept_days bigint NOT NULL
images images_pkey PRIMARY KEY (id)
images images_submission_id_fkey FOREIGN KEY (submission_id) REFERENCES submissions(id)
CREATE UNIQUE INDEX images_pkey ON public.images USING btree (id)
CREATE INDEX images_purged_by ON public.images USING btree (purged_at) WHERE (purged_by <> ''::text)
CREATE INDEX images_submission ON public.images USING btree (submission_id)
kind_versions.kind text NOT NULL COLLATE C
kind_versions.version text NOT NULL COLLATE C
kind_versions.snapshot bytea NOT NULL
kind_versions.used_at bigint NOT NULL
kind_versions kind_versions_pkey PRIMARY KEY (kind, version)
CREATE UNIQUE INDEX kind_versions_pkey ON public.kind_versions USING btree (kind, version)
lanes.listed text NOT NULL COLLATE C
lanes.kind text NOT NULL COLLATE C
lanes.lang text NOT NULL COLLATE C
lanes.queue_group text NOT NULL COLLATE C
lanes.shard bigint NOT NULL
lanes.n bigint NOT NULL
lanes lanes_pkey PRIMARY KEY (listed, kind, lang, queue_group, shard)
CREATE UNIQUE INDEX lanes_pkey ON public.lanes USING btree (listed, kind, lang, queue_group, shard)
log_checkpoints.size bigint NOT NULL
log_checkpoints.at bigint NOT NULL
log_checkpoints.note bytea NOT NULL
log_checkpoints log_checkpoints_pkey PRIMARY KEY (size)
CREATE UNIQUE INDEX log_checkpoints_pkey ON public.log_checkpoints USING btree (size)
CREATE TRIGGER log_checkpoints_immutable BEFORE DELETE OR UPDATE ON public.log_checkpoints FOR EACH ROW EXECUTE FUNCTION refuse_change()
CREATE TRIGGER log_checkpoints_whole BEFORE TRUNCATE ON public.log_checkpoints FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
log_entries.id text NOT NULL COLLATE C
log_entries.at bigint NOT NULL
log_entries.act text NOT NULL COLLATE C
log_entries.leaf bytea NOT NULL
log_entries.subject text NOT NULL COLLATE C
log_entries.salt bytea
log_entries log_entries_pkey PRIMARY KEY (id)
CREATE INDEX log_entries_about ON public.log_entries USING btree (subject, at) WHERE (subject <> ''::text)
CREATE UNIQUE INDEX log_entries_pkey ON public.log_entries USING btree (id)
CREATE TRIGGER log_entries_immutable BEFORE DELETE OR UPDATE OF id, at, act, leaf ON public.log_entries FOR EACH ROW EXECUTE FUNCTION refuse_change()
CREATE TRIGGER log_entries_kept BEFORE TRUNCATE ON public.log_entries FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
CREATE TRIGGER log_entries_salts BEFORE UPDATE OF subject, salt ON public.log_entries FOR EACH ROW WHEN (((new.subject <> ''::text) OR (new.salt IS NOT NULL))) EXECUTE FUNCTION refuse_change()
log_hashes.i bigint NOT NULL
log_hashes.hash bytea NOT NULL
log_hashes log_hashes_pkey PRIMARY KEY (i)
CREATE UNIQUE INDEX log_hashes_pkey ON public.log_hashes USING btree (i)
CREATE TRIGGER log_hashes_immutable BEFORE DELETE OR UPDATE ON public.log_hashes FOR EACH ROW EXECUTE FUNCTION refuse_change()
CREATE TRIGGER log_hashes_whole BEFORE TRUNCATE ON public.log_hashes FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
log_lead.id bigint NOT NULL
log_lead.holder text NOT NULL COLLATE C
log_lead.fence bigint NOT NULL
log_lead.until bigint NOT NULL
log_lead log_lead_id_check CHECK ((id = 1))
log_lead log_lead_pkey PRIMARY KEY (id)
CREATE UNIQUE INDEX log_lead_pkey ON public.log_lead USING btree (id)
log_pending.entry_id text NOT NULL COLLATE C
log_pending log_pending_pkey PRIMARY KEY (entry_id)
CREATE UNIQUE INDEX log_pending_pkey ON public.log_pending USING btree (entry_id)
log_sequence.n bigint NOT NULL
log_sequence.entry_id text NOT NULL COLLATE C
log_sequence log_sequence_entry_id_key UNIQUE (entry_id)
log_sequence log_sequence_pkey PRIMARY KEY (n)
CREATE UNIQUE INDEX log_sequence_entry_id_key ON public.log_sequence USING btree (entry_id)
CREATE UNIQUE INDEX log_sequence_pkey ON public.log_sequence USING btree (n)
CREATE TRIGGER log_sequence_immutable BEFORE DELETE OR UPDATE ON public.log_sequence FOR EACH ROW EXECUTE FUNCTION refuse_change()
CREATE TRIGGER log_sequence_whole BEFORE TRUNCATE ON public.log_sequence FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
look_items.decision_id text NOT NULL COLLATE C
look_items.order_id text NOT NULL COLLATE C
look_items look_items_decision_id_fkey FOREIGN KEY (decision_id) REFERENCES decisions(id)
look_items look_items_order_id_fkey FOREIGN KEY (order_id) REFERENCES look_orders(id)
look_items look_items_pkey PRIMARY KEY (decision_id)
CREATE INDEX look_items_order ON public.look_items USING btree (order_id)
CREATE UNIQUE INDEX look_items_pkey ON public.look_items USING btree (decision_id)
look_orders.id text NOT NULL COLLATE C
look_orders.staff_id text NOT NULL COLLATE C
look_orders.at bigint NOT NULL
look_orders.person_id text NOT NULL COLLATE C
look_orders.kind text NOT NULL COLLATE C
look_orders.outcome text NOT NULL COLLATE C
look_orders.lang text NOT NULL COLLATE C
look_orders.finding text NOT NULL COLLATE C
look_orders.wanted bigint NOT NULL
look_orders.until_at bigint NOT NULL
look_orders.ended_by text NOT NULL COLLATE C
look_orders look_orders_pkey PRIMARY KEY (id)
look_orders look_orders_wanted_check CHECK ((wanted > 0))
CREATE UNIQUE INDEX look_orders_pkey ON public.look_orders USING btree (id)
CREATE INDEX look_orders_until ON public.look_orders USING btree (until_at)
meta.name text NOT NULL COLLATE C
meta.value text NOT NULL COLLATE C
meta meta_pkey PRIMARY KEY (name)
CREATE UNIQUE INDEX meta_pkey ON public.meta USING btree (name)
outbox.submission_id text NOT NULL COLLATE C
outbox.id text NOT NULL COLLATE C
outbox.topic text NOT NULL COLLATE C
outbox.decision_id text NOT NULL COLLATE C
outbox.created_at bigint NOT NULL
outbox.not_before bigint NOT NULL
outbox.attempts bigint NOT NULL
outbox.leased_by text NOT NULL COLLATE C
outbox.leased_until bigint NOT NULL
outbox.sent_at bigint NOT NULL
outbox.failed_at bigint NOT NULL
outbox.staff_id text NOT NULL COLLATE C
outbox.expires_at bigint NOT NULL
outbox outbox_pkey PRIMARY KEY (submission_id, id)
CREATE UNIQUE INDEX outbox_open ON public.outbox USING btree (id) WHERE ((sent_at = 0) AND (failed_at = 0))
CREATE UNIQUE INDEX outbox_pkey ON public.outbox USING btree (submission_id, id)
CREATE UNIQUE INDEX outbox_staff ON public.outbox USING btree (staff_id) WHERE (staff_id <> ''::text)
passes.submission_id text NOT NULL COLLATE C
passes.staff_id text NOT NULL COLLATE C
passes.until bigint NOT NULL
passes passes_pkey PRIMARY KEY (submission_id, staff_id)
passes passes_submission_id_fkey FOREIGN KEY (submission_id) REFERENCES submissions(id)
CREATE UNIQUE INDEX passes_pkey ON public.passes USING btree (submission_id, staff_id)
phrases.id text NOT NULL
phrases.owner_id text NOT NULL
phrases.use_for text NOT NULL
phrases.reason text NOT NULL
phrases.texts text NOT NULL
phrases.version bigint NOT NULL
phrases.changed_at bigint NOT NULL
phrases.changed_by text NOT NULL
phrases phrases_pkey PRIMARY KEY (id)
phrases phrases_use_for_check CHECK ((use_for = ANY (ARRAY['message'::text, 'note'::text])))
CREATE INDEX phrases_owner ON public.phrases USING btree (owner_id, id)
CREATE UNIQUE INDEX phrases_pkey ON public.phrases USING btree (id)
practice.staff_id text NOT NULL COLLATE C
practice.n bigint NOT NULL
practice practice_pkey PRIMARY KEY (staff_id)
CREATE UNIQUE INDEX practice_pkey ON public.practice USING btree (staff_id)
priorities.id text NOT NULL COLLATE C
priorities.submission_id text NOT NULL COLLATE C
priorities.staff_id text NOT NULL COLLATE C
priorities.at bigint NOT NULL
priorities.first bigint NOT NULL
priorities.key_id text NOT NULL COLLATE C
priorities.reason_sealed bytea
priorities priorities_first_check CHECK ((first = ANY (ARRAY[(0)::bigint, (1)::bigint])))
priorities priorities_pkey PRIMARY KEY (id)
priorities priorities_submission_id_fkey FOREIGN KEY (submission_id) REFERENCES submissions(id)
CREATE UNIQUE INDEX priorities_pkey ON public.priorities USING btree (id)
CREATE INDEX priorities_submission ON public.priorities USING btree (submission_id, at, id)
queue_choices.staff_id text NOT NULL COLLATE C
queue_choices.shown text NOT NULL COLLATE C
queue_choices.density text NOT NULL COLLATE C
queue_choices.view_id text NOT NULL COLLATE C
queue_choices queue_choices_pkey PRIMARY KEY (staff_id)
CREATE UNIQUE INDEX queue_choices_pkey ON public.queue_choices USING btree (staff_id)
queue_views.id text NOT NULL COLLATE C
queue_views.staff_id text NOT NULL COLLATE C
queue_views.shared bigint NOT NULL
queue_views.name text NOT NULL COLLATE C
queue_views.state text NOT NULL COLLATE C
queue_views.kind text NOT NULL COLLATE C
queue_views.sort text NOT NULL COLLATE C
queue_views.shown text NOT NULL COLLATE C
queue_views.density text NOT NULL COLLATE C
queue_views.version bigint NOT NULL
queue_views.changed_at bigint NOT NULL
queue_views queue_views_pkey PRIMARY KEY (id)
queue_views queue_views_shared_check CHECK ((shared = ANY (ARRAY[(0)::bigint, (1)::bigint])))
CREATE UNIQUE INDEX queue_views_pkey ON public.queue_views USING btree (id)
CREATE INDEX queue_views_shared ON public.queue_views USING btree (shared) WHERE (shared = 1)
CREATE INDEX queue_views_staff ON public.queue_views USING btree (staff_id)
replies.id text NOT NULL COLLATE C
replies.submission_id text NOT NULL COLLATE C
replies.round bigint NOT NULL
replies.decision_id text NOT NULL COLLATE C
replies.staff_id text NOT NULL COLLATE C
replies.at bigint NOT NULL
replies.key_id text NOT NULL COLLATE C
replies.text_sealed bytea
replies replies_decision_id_fkey FOREIGN KEY (decision_id) REFERENCES decisions(id)
replies replies_pkey PRIMARY KEY (id)
replies replies_submission_id_fkey FOREIGN KEY (submission_id) REFERENCES submissions(id)
CREATE UNIQUE INDEX replies_pkey ON public.replies USING btree (id)
CREATE INDEX replies_submission ON public.replies USING btree (submission_id, at, id)
reports.decision_id text NOT NULL COLLATE C
reports.staff_id text NOT NULL COLLATE C
reports.at bigint NOT NULL
reports.note_sealed bytea
reports reports_decision_id_fkey FOREIGN KEY (decision_id) REFERENCES decisions(id)
reports reports_pkey PRIMARY KEY (decision_id)
CREATE UNIQUE INDEX reports_pkey ON public.reports USING btree (decision_id)
CREATE TRIGGER reports_immutable BEFORE DELETE OR UPDATE ON public.reports FOR EACH ROW EXECUTE FUNCTION refuse_change()
CREATE TRIGGER reports_kept BEFORE TRUNCATE ON public.reports FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
retractions.decision_id text NOT NULL COLLATE C
retractions.staff_id text NOT NULL COLLATE C
retractions.at bigint NOT NULL
retractions retractions_decision_id_fkey FOREIGN KEY (decision_id) REFERENCES decisions(id)
retractions retractions_pkey PRIMARY KEY (decision_id)
CREATE UNIQUE INDEX retractions_pkey ON public.retractions USING btree (decision_id)
CREATE TRIGGER retractions_immutable BEFORE DELETE OR UPDATE ON public.retractions FOR EACH ROW EXECUTE FUNCTION refuse_change()
CREATE TRIGGER retractions_kept BEFORE TRUNCATE ON public.retractions FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
round_images.submission_id text NOT NULL COLLATE C
round_images.round bigint NOT NULL
round_images.side text NOT NULL COLLATE C
round_images.image_id text NOT NULL COLLATE C
round_images.carried bigint NOT NULL
round_images round_images_carried_check CHECK ((carried = ANY (ARRAY[(0)::bigint, (1)::bigint])))
round_images round_images_image_id_fkey FOREIGN KEY (image_id) REFERENCES images(id)
round_images round_images_pkey PRIMARY KEY (submission_id, round, side)
round_images round_images_submission_id_round_fkey FOREIGN KEY (submission_id, round) REFERENCES rounds(submission_id, n)
CREATE INDEX round_images_image ON public.round_images USING btree (image_id)
CREATE UNIQUE INDEX round_images_pkey ON public.round_images USING btree (submission_id, round, side)
rounds.submission_id text NOT NULL COLLATE C
rounds.n bigint NOT NULL
rounds.kind text NOT NULL COLLATE C
rounds.kind_version text NOT NULL COLLATE C
rounds.lang text NOT NULL COLLATE C
rounds.key_id text NOT NULL COLLATE C
rounds.fields_sealed bytea
rounds.findings text NOT NULL COLLATE C
rounds.created_at bigint NOT NULL
rounds.submitted_at bigint NOT NULL
rounds rounds_pkey PRIMARY KEY (submission_id, n)
rounds rounds_submission_id_fkey FOREIGN KEY (submission_id) REFERENCES submissions(id)
CREATE UNIQUE INDEX rounds_pkey ON public.rounds USING btree (submission_id, n)
CREATE INDEX rounds_submitted ON public.rounds USING btree (submitted_at) WHERE (submitted_at > 0)
sample_answers.sample_id text NOT NULL COLLATE C
sample_answers.n bigint NOT NULL
sample_answers.staff_id text NOT NULL COLLATE C
sample_answers.at bigint NOT NULL
sample_answers.outcome text NOT NULL COLLATE C
sample_answers.reasons text NOT NULL COLLATE C
sample_answers sample_answers_outcome_check CHECK ((outcome = ANY (ARRAY['approve'::text, 'reject'::text, 'resubmit'::text, 'escalate'::text])))
sample_answers sample_answers_pkey PRIMARY KEY (sample_id, n, staff_id)
sample_answers sample_answers_sample_id_n_fkey FOREIGN KEY (sample_id, n) REFERENCES sample_items(sample_id, n)
CREATE UNIQUE INDEX sample_answers_pkey ON public.sample_answers USING btree (sample_id, n, staff_id)
CREATE TRIGGER sample_answers_immutable BEFORE DELETE OR UPDATE ON public.sample_answers FOR EACH ROW EXECUTE FUNCTION refuse_change()
CREATE TRIGGER sample_answers_whole BEFORE TRUNCATE ON public.sample_answers FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
sample_items.sample_id text NOT NULL COLLATE C
sample_items.n bigint NOT NULL
sample_items.decision_id text NOT NULL COLLATE C
sample_items.stratum text NOT NULL COLLATE C
sample_items.weight bigint NOT NULL
sample_items sample_items_decision_id_fkey FOREIGN KEY (decision_id) REFERENCES decisions(id)
sample_items sample_items_pkey PRIMARY KEY (sample_id, n)
sample_items sample_items_sample_id_fkey FOREIGN KEY (sample_id) REFERENCES samples(id)
CREATE INDEX sample_items_decision ON public.sample_items USING btree (decision_id)
CREATE UNIQUE INDEX sample_items_pkey ON public.sample_items USING btree (sample_id, n)
CREATE TRIGGER sample_items_immutable BEFORE DELETE OR UPDATE ON public.sample_items FOR EACH ROW EXECUTE FUNCTION refuse_change()
CREATE TRIGGER sample_items_whole BEFORE TRUNCATE ON public.sample_items FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
sample_strata.sample_id text NOT NULL COLLATE C
sample_strata.name text NOT NULL COLLATE C
sample_strata.size bigint NOT NULL
sample_strata.taken bigint NOT NULL
sample_strata sample_strata_pkey PRIMARY KEY (sample_id, name)
sample_strata sample_strata_sample_id_fkey FOREIGN KEY (sample_id) REFERENCES samples(id)
CREATE UNIQUE INDEX sample_strata_pkey ON public.sample_strata USING btree (sample_id, name)
CREATE TRIGGER sample_strata_immutable BEFORE DELETE OR UPDATE ON public.sample_strata FOR EACH ROW EXECUTE FUNCTION refuse_change()
CREATE TRIGGER sample_strata_whole BEFORE TRUNCATE ON public.sample_strata FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
samples.id text NOT NULL COLLATE C
samples.staff_id text NOT NULL COLLATE C
samples.at bigint NOT NULL
samples.draw text NOT NULL COLLATE C
samples.blind bigint NOT NULL
samples.seed text NOT NULL COLLATE C
samples.traits text NOT NULL COLLATE C
samples.person_id text NOT NULL COLLATE C
samples.kind text NOT NULL COLLATE C
samples.outcome text NOT NULL COLLATE C
samples.lang text NOT NULL COLLATE C
samples.finding text NOT NULL COLLATE C
samples.from_at bigint NOT NULL
samples.until_at bigint NOT NULL
samples.share bigint NOT NULL
samples.population bigint NOT NULL
samples.size bigint NOT NULL
samples.digest text NOT NULL COLLATE C
samples samples_blind_check CHECK ((blind = ANY (ARRAY[(0)::bigint, (1)::bigint])))
samples samples_draw_check CHECK ((draw = ANY (ARRAY['random'::text, 'risk'::text])))
samples samples_pkey PRIMARY KEY (id)
CREATE UNIQUE INDEX samples_pkey ON public.samples USING btree (id)
CREATE INDEX samples_time ON public.samples USING btree (at, id)
CREATE TRIGGER samples_immutable BEFORE DELETE OR UPDATE ON public.samples FOR EACH ROW EXECUTE FUNCTION refuse_change()
CREATE TRIGGER samples_whole BEFORE TRUNCATE ON public.samples FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
search_tokens.token bytea NOT NULL
search_tokens.at bigint NOT NULL
search_tokens.submission_id text NOT NULL COLLATE C
search_tokens search_tokens_pkey PRIMARY KEY (token, at, submission_id)
CREATE UNIQUE INDEX search_tokens_pkey ON public.search_tokens USING btree (token, at, submission_id)
CREATE INDEX search_tokens_submission ON public.search_tokens USING btree (submission_id)
searches.id text NOT NULL COLLATE C
searches.session text NOT NULL COLLATE C
searches.terms bytea NOT NULL
searches.created_at bigint NOT NULL
searches searches_pkey PRIMARY KEY (id)
CREATE INDEX searches_created ON public.searches USING btree (created_at)
CREATE UNIQUE INDEX searches_pkey ON public.searches USING btree (id)
sessions.hash bytea NOT NULL
sessions.id text NOT NULL COLLATE C
sessions.staff_id text NOT NULL COLLATE C
sessions.made_at bigint NOT NULL
sessions.seen_at bigint NOT NULL
sessions sessions_pkey PRIMARY KEY (hash)
sessions sessions_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES staff(id)
CREATE UNIQUE INDEX sessions_pkey ON public.sessions USING btree (hash)
CREATE INDEX sessions_staff ON public.sessions USING btree (staff_id)
skills.staff_id text NOT NULL COLLATE C
skills.kinds text NOT NULL COLLATE C
skills.langs text NOT NULL COLLATE C
skills.queue_groups text NOT NULL COLLATE C
skills.by_id text NOT NULL COLLATE C
skills.at bigint NOT NULL
skills skills_pkey PRIMARY KEY (staff_id)
CREATE UNIQUE INDEX skills_pkey ON public.skills USING btree (staff_id)
skips.id text NOT NULL COLLATE C
skips.submission_id text NOT NULL COLLATE C
skips.round bigint NOT NULL
skips.staff_id text NOT NULL COLLATE C
skips.at bigint NOT NULL
skips.held bigint NOT NULL
skips.reason text NOT NULL COLLATE C
skips.key_id text NOT NULL COLLATE C
skips.note_sealed bytea
skips skips_pkey PRIMARY KEY (id)
skips skips_submission_id_fkey FOREIGN KEY (submission_id) REFERENCES submissions(id)
CREATE UNIQUE INDEX skips_pkey ON public.skips USING btree (id)
CREATE INDEX skips_submission ON public.skips USING btree (submission_id)
CREATE INDEX skips_time ON public.skips USING btree (at, id)
staff.id text NOT NULL COLLATE C
staff.email text NOT NULL COLLATE C
staff.folded text NOT NULL COLLATE C
staff.name text NOT NULL COLLATE C
staff.role text NOT NULL COLLATE C
staff.pending_role text NOT NULL COLLATE C
staff.lang text NOT NULL COLLATE C
staff.status text NOT NULL COLLATE C
staff.password_hash text NOT NULL COLLATE C
staff.created_at bigint NOT NULL
staff.password_at bigint NOT NULL
staff.signed_in_at bigint NOT NULL
staff.disabled_at bigint NOT NULL
staff.keys text NOT NULL
staff staff_folded_key UNIQUE (folded)
staff staff_pending_role_check CHECK ((pending_role = ANY (ARRAY[''::text, 'reviewer'::text, 'supervisor'::text])))
staff staff_pkey PRIMARY KEY (id)
staff staff_role_check CHECK ((role = ANY (ARRAY[''::text, 'reviewer'::text, 'supervisor'::text, 'support'::text, 'admin'::text])))
staff staff_status_check CHECK ((status = ANY (ARRAY['invited'::text, 'active'::text, 'disabled'::text])))
CREATE UNIQUE INDEX staff_folded_key ON public.staff USING btree (folded)
CREATE UNIQUE INDEX staff_pkey ON public.staff USING btree (id)
staff_links.hash bytea NOT NULL
staff_links.staff_id text NOT NULL COLLATE C
staff_links.purpose text NOT NULL COLLATE C
staff_links.made_at bigint NOT NULL
staff_links.expires_at bigint NOT NULL
staff_links staff_links_pkey PRIMARY KEY (hash)
staff_links staff_links_purpose_check CHECK ((purpose = ANY (ARRAY['invitation'::text, 'reset'::text, 'handed'::text])))
staff_links staff_links_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES staff(id)
staff_links staff_links_staff_id_key UNIQUE (staff_id)
CREATE UNIQUE INDEX staff_links_pkey ON public.staff_links USING btree (hash)
CREATE UNIQUE INDEX staff_links_staff_id_key ON public.staff_links USING btree (staff_id)
stays.id text NOT NULL COLLATE C
stays.submission_id text NOT NULL COLLATE C
stays.why text NOT NULL COLLATE C
stays.staff_id text NOT NULL COLLATE C
stays.at bigint NOT NULL
stays.key_id text NOT NULL COLLATE C
stays.reason_sealed bytea
stays.ended_at bigint NOT NULL
stays.ended_by text NOT NULL COLLATE C
stays stays_pkey PRIMARY KEY (id)
stays stays_submission_id_fkey FOREIGN KEY (submission_id) REFERENCES submissions(id)
stays stays_why_check CHECK ((why = ANY (ARRAY['complaint'::text, 'hand'::text])))
CREATE INDEX stays_open ON public.stays USING btree (at, id) WHERE (ended_at = 0)
CREATE UNIQUE INDEX stays_pkey ON public.stays USING btree (id)
CREATE INDEX stays_submission ON public.stays USING btree (submission_id, at, id)
CREATE TRIGGER stays_whole BEFORE DELETE ON public.stays FOR EACH ROW EXECUTE FUNCTION refuse_change()
submissions.id text NOT NULL COLLATE C
submissions.reference text NOT NULL COLLATE C
submissions.link_hash bytea NOT NULL
submissions.link_sealed bytea
submissions.email_sealed bytea
submissions.external_sealed bytea
submissions.key_id text NOT NULL COLLATE C
submissions.state text NOT NULL COLLATE C
submissions.listed text NOT NULL COLLATE C
submissions.next_state text NOT NULL COLLATE C
submissions.effective_at bigint NOT NULL
submissions.round bigint NOT NULL
submissions.kind text NOT NULL COLLATE C
submissions.lang text NOT NULL COLLATE C
submissions.sides text NOT NULL COLLATE C
submissions.findings text NOT NULL COLLATE C
submissions.version bigint NOT NULL
submissions.rank bigint NOT NULL
submissions.created_at bigint NOT NULL
submissions.since bigint NOT NULL
submissions.queued_at bigint NOT NULL
submissions.due_at bigint NOT NULL
submissions.claim_id text NOT NULL COLLATE C
submissions.claim_by text NOT NULL COLLATE C
submissions.claim_at bigint NOT NULL
submissions.claim_until bigint NOT NULL
submissions.decision_id text NOT NULL COLLATE C
submissions.erased_at bigint NOT NULL
submissions.queue_group text NOT NULL COLLATE C
submissions.answer_by bigint NOT NULL
submissions.keep_id text NOT NULL COLLATE C
submissions.keep_for text NOT NULL COLLATE C
submissions.keep_by text NOT NULL COLLATE C
submissions.keep_why text NOT NULL COLLATE C
submissions.keep_until bigint NOT NULL
submissions.ends_at bigint NOT NULL
submissions.images_erased_at bigint NOT NULL
submissions.claim_ahead bigint NOT NULL
submissions.changed_at bigint NOT NULL
submissions.said_at bigint NOT NULL
submissions.stays bigint NOT NULL
submissions.stay_ended_at bigint NOT NULL
submissions submissions_link_hash_key UNIQUE (link_hash)
submissions submissions_pkey PRIMARY KEY (id)
submissions submissions_reference_key UNIQUE (reference)
submissions submissions_round_check CHECK ((round >= 1))
submissions submissions_state_check CHECK ((state = ANY (ARRAY['draft'::text, 'waiting'::text, 'second_review'::text, 'escalated'::text, 'resubmission'::text, 'approved'::text, 'rejected'::text, 'withdrawn'::text])))
CREATE INDEX submissions_answer ON public.submissions USING btree (listed, answer_by, id, kind) WHERE (answer_by > 0)
CREATE INDEX submissions_changed ON public.submissions USING btree (changed_at) WHERE (changed_at > 0)
CREATE INDEX submissions_claimed ON public.submissions USING btree (claim_by, claim_until) WHERE (claim_by <> ''::text)
CREATE INDEX submissions_due ON public.submissions USING btree (state, due_at) WHERE (due_at > 0)
CREATE INDEX submissions_ended ON public.submissions USING btree (state, ends_at) WHERE (ends_at > 0)
CREATE INDEX submissions_ended_images ON public.submissions USING btree (ends_at) WHERE ((ends_at > 0) AND (images_erased_at = 0))
CREATE INDEX submissions_erased ON public.submissions USING btree (erased_at) WHERE (erased_at > 0)
CREATE INDEX submissions_kept ON public.submissions USING btree (keep_for, keep_until) WHERE (keep_for <> ''::text)
CREATE INDEX submissions_lane ON public.submissions USING btree (listed, queue_group, kind, lang, rank, queued_at, id) WHERE ((listed = 'waiting'::text) OR (listed = 'escalated'::text))
CREATE UNIQUE INDEX submissions_link_hash_key ON public.submissions USING btree (link_hash)
CREATE INDEX submissions_pending ON public.submissions USING btree (effective_at) WHERE (next_state <> ''::text)
CREATE UNIQUE INDEX submissions_pkey ON public.submissions USING btree (id)
CREATE INDEX submissions_queue ON public.submissions USING btree (listed, rank, queued_at, id, due_at)
CREATE INDEX submissions_queue_kind ON public.submissions USING btree (listed, kind, rank, queued_at, id, due_at)
CREATE UNIQUE INDEX submissions_reference_key ON public.submissions USING btree (reference)
throttles.key bytea NOT NULL
throttles.span bigint NOT NULL
throttles.until bigint NOT NULL
throttles.n bigint NOT NULL
throttles throttles_pkey PRIMARY KEY (key, span)
CREATE UNIQUE INDEX throttles_pkey ON public.throttles USING btree (key, span)
traces.token bytea NOT NULL
traces.at bigint NOT NULL
traces.submission_id text NOT NULL COLLATE C
traces.image_id text NOT NULL COLLATE C
traces.round bigint NOT NULL
traces traces_pkey PRIMARY KEY (token, at, submission_id, image_id)
CREATE UNIQUE INDEX traces_pkey ON public.traces USING btree (token, at, submission_id, image_id)
CREATE INDEX traces_submission ON public.traces USING btree (submission_id, round)
training_cases.set_id text NOT NULL COLLATE C
training_cases.n bigint NOT NULL
training_cases.opened_at bigint NOT NULL
training_cases.answered_at bigint NOT NULL
training_cases.work text NOT NULL COLLATE C
training_cases.outcome text NOT NULL COLLATE C
training_cases.answers text NOT NULL COLLATE C
training_cases.reasons text NOT NULL COLLATE C
training_cases.defects text NOT NULL COLLATE C
training_cases.seen text NOT NULL COLLATE C
training_cases.named text NOT NULL COLLATE C
training_cases.false_alarm bigint NOT NULL
training_cases training_cases_pkey PRIMARY KEY (set_id, n)
training_cases training_cases_set_id_fkey FOREIGN KEY (set_id) REFERENCES training_sets(id)
CREATE UNIQUE INDEX training_cases_pkey ON public.training_cases USING btree (set_id, n)
training_sets.id text NOT NULL COLLATE C
training_sets.person_id text NOT NULL COLLATE C
training_sets.by_id text NOT NULL COLLATE C
training_sets.seed bigint NOT NULL
training_sets.size bigint NOT NULL
training_sets.mix text NOT NULL COLLATE C
training_sets.day bigint NOT NULL
training_sets.made_at bigint NOT NULL
training_sets training_sets_pkey PRIMARY KEY (id)
CREATE INDEX training_sets_person ON public.training_sets USING btree (person_id, id)
CREATE UNIQUE INDEX training_sets_pkey ON public.training_sets USING btree (id)
verdicts_read.staff_id text NOT NULL COLLATE C
verdicts_read.until bigint NOT NULL
verdicts_read verdicts_read_pkey PRIMARY KEY (staff_id)
CREATE UNIQUE INDEX verdicts_read_pkey ON public.verdicts_read USING btree (staff_id)
worksheets.submission_id text NOT NULL COLLATE C
worksheets.staff_id text NOT NULL COLLATE C
worksheets.round bigint NOT NULL
worksheets.key_id text NOT NULL COLLATE C
worksheets.sealed bytea NOT NULL
worksheets.saved_at bigint NOT NULL
worksheets worksheets_pkey PRIMARY KEY (submission_id, staff_id)
worksheets worksheets_submission_id_fkey FOREIGN KEY (submission_id) REFERENCES submissions(id)
CREATE UNIQUE INDEX worksheets_pkey ON public.worksheets USING btree (submission_id, staff_id)
