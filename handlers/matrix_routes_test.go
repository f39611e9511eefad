package handlers

import (
	"net/url"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"shinsa/review"
	"shinsa/review/kinds"
)

// A matrixForm is one way to ask a route.
type matrixForm struct {
	words  string // when there are several
	in     []situation
	query  string
	form   func(x *scene) url.Values
	upload bool // sends a picture instead
	ends   bool // may end the session
}

// fields makes a form of pairs.
func fields(pairs ...string) func(*scene) url.Values {
	return func(*scene) url.Values {
		v := url.Values{}
		for i := 0; i < len(pairs); i += 2 {
			v.Set(pairs[i], pairs[i+1])
		}
		return v
	}
}

// deciding is the form of a decision with an answer to every item.
func deciding(o review.Outcome, more ...string) func(*scene) url.Values {
	return func(x *scene) url.Values {
		v := fields(more...)(x)
		v.Set("version", x.seen)
		v.Set("outcome", string(o))
		for _, item := range x.kind().Checklist {
			v.Set("check."+item.ID, "yes")
		}
		v.Set("note", matrixNote)
		return v
	}
}

// kind is the kind of all papers.
func (x *scene) kind() *kinds.Kind {
	x.t.Helper()
	k, ok := x.desk.Kinds.Set().Kind("resident-card")
	if !ok {
		x.t.Fatal("there is no resident-card")
	}
	return k
}

func identityForm(*scene) url.Values {
	v := url.Values{}
	for name, value := range matrixIdentity() {
		v.Set(name, value)
	}
	return v
}

func referenceForm(x *scene) url.Values {
	ref := x.params["reference"]
	if ref == "" {
		ref = "ZZZZ-ZZZZ"
	}
	return url.Values{"reference": {ref}}
}

func roleForm(role string) func(*scene) url.Values { return fields("role", role) }

// matrixCases says of every route how it is asked and on what the answer may depend.
func matrixCases() map[string][]matrixForm {
	one := func(f matrixForm) []matrixForm { return []matrixForm{f} }
	link, sub, dec, account, oneTime := onLink(), onSubmission(), onDecision(), onAccount(), onOneTimeLink()
	cases := map[string][]matrixForm{
		"GET /":       one(matrixForm{}),
		"POST /link":  one(matrixForm{form: fields("link", "/a/"+"QQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQ")}),
		"GET /apply":  one(matrixForm{}),
		"POST /apply": one(matrixForm{form: fields("kind", "resident-card")}),

		"GET /a/:token":                      one(matrixForm{in: link}),
		"GET /a/:token/kind":                 one(matrixForm{in: link}),
		"GET /a/:token/identity":             one(matrixForm{in: link}),
		"GET /a/:token/images":               one(matrixForm{in: link}),
		"GET /a/:token/check":                one(matrixForm{in: link}),
		"POST /a/:token/kind":                one(matrixForm{in: link, form: fields("kind", "resident-card")}),
		"POST /a/:token/identity":            one(matrixForm{in: link, form: identityForm}),
		"POST /a/:token/images":              one(matrixForm{in: link, upload: true}),
		"GET /a/:token/images/:side":         one(matrixForm{in: link}),
		"POST /a/:token/images/:side/delete": one(matrixForm{in: link}),
		"POST /a/:token/submit":              one(matrixForm{in: link}),
		"POST /a/:token/recall":              one(matrixForm{in: link}),
		"POST /a/:token/withdraw":            one(matrixForm{in: link}),
		"POST /a/:token/complaint": {
			{in: complained(link), form: fields("complaint", matrixNote)},
			{words: "(without a word)", in: slicesOf(complained(link), "rejected"), form: fields("complaint", " ")},
		},

		"GET /login": one(matrixForm{}),
		"POST /login": {
			{words: "(right password)", form: fields("email", "support@example.com", "password", testPassword), ends: true},
			{words: "(wrong password)", form: fields("email", "support@example.com", "password", "wrong-"+testPassword), ends: true},
			{words: "(disabled account)", in: []situation{{"always", func(x *scene) {
				x.person("support")
				x.disable(x.people[x.lastPerson()].ID)
			}}}, form: func(x *scene) url.Values {
				return url.Values{"email": {x.lastPerson() + "@example.com"}, "password": {testPassword}}
			}, ends: true},
		},
		"POST /logout": one(matrixForm{ends: true}),
		"GET /forgot":  one(matrixForm{in: mailOrNot()}),
		"POST /forgot": {
			{words: "(an account's address)", in: mailOrNot(), form: fields("email", "support@example.com")},
			{words: "(nobody's address)", in: mailOrNot(), form: fields("email", "nobody@example.com")},
			{words: "(no address)", in: mailOrNot(), form: fields("email", "nobody")},
		},

		"GET /queue":         one(matrixForm{}),
		"POST /queue/search": one(matrixForm{form: fields("q", matrixName)}),
		"POST /queue/next": one(matrixForm{in: []situation{
			{"nothing waits", func(x *scene) { x.emptyQueue() }},
			{"one waits", func(x *scene) { x.emptyQueue(); x.stands(review.Waiting, "", nil) }},
			{"one is escalated", func(x *scene) { x.emptyQueue(); x.stands(review.Escalated, x.colleague, nil) }},
		}}),
		"POST /queue/ahead": one(matrixForm{in: []situation{
			{"nothing waits", func(x *scene) { x.emptyQueue() }},
			{"one waits", func(x *scene) { x.emptyQueue(); x.stands(review.Waiting, "", nil) }},
			{"one is escalated", func(x *scene) { x.emptyQueue(); x.stands(review.Escalated, x.colleague, nil) }},
		}}),

		"POST /queue/batch": {
			{words: "(assign)", in: severally(sub), form: batchOfOne("assign")},
			{words: "(release)", in: severally(sub), form: batchOfOne("release")},
			{words: "(first)", in: severally(sub), form: batchOfOne("first")},
			{words: "(usual)", in: severally(sub), form: batchOfOne("usual")},
			{words: "(without a reason)", in: slicesOf(sub, "waiting, free"), form: batchOfOne("first", "note", "")},
			{words: "(a decision)", in: slicesOf(sub, "waiting, mine"), form: batchOfOne("approve")},
		},
		"POST /queue/look": {
			{words: "(one's own)", form: fields("column", "age", "density", "compact")},
			{words: "(of a view)", in: onView(), form: viewed("column", "age", "density", "compact", "view", "")},
			{words: "(no column)", form: fields("density", "compact")},
		},
		"POST /queue/views": {
			{words: "(one's own)", in: noViews(), form: fields("name", "Matrix", "list", "kind=resident-card")},
			{words: "(for everybody)", in: noViews(), form: fields("name", "Matrix", "list", "kind=resident-card", "shared", "yes")},
			{words: "(without a name)", in: noViews(), form: fields("list", "")},
			{words: "(of no list)", in: noViews(), form: fields("name", "Matrix", "list", "state=draft")},
		},
		"POST /queue/views/:view": {
			{in: onView(), form: viewed("name", "Matrix once more")},
			{words: "(for everybody)", in: onView(), form: viewed("name", "Matrix once more", "shared", "yes")},
			{words: "(of an old version)", in: onView(), form: viewed("name", "Matrix once more", "version", "6")},
		},
		"POST /queue/views/:view/delete":  one(matrixForm{in: onView(), form: viewed()}),
		"POST /queue/views/:view/default": one(matrixForm{in: onView(), form: viewed("on", "yes")}),
		"GET /desk/events": {
			{words: "(what changed)", query: "after=1"},
			{words: "(how some stand)", query: "refs=ZZZZ-ZZZZ"},
		},

		"GET /submissions/:reference":        one(matrixForm{in: sub}),
		"GET /submissions/:reference/report": one(matrixForm{in: sub}),
		"GET /submissions/:reference/images/:side": {
			{words: "(thumb)", in: sub, query: "size=thumb"},
			{words: "(full)", in: sub, query: "size=full&round=1"},
		},
		"POST /submissions/:reference/images/:side/purge": {
			{words: "(unconfirmed)", in: sub, form: fields("round", "1")},
			{words: "(confirmed)", in: sub, form: fields("round", "1", "confirmed", "yes")},
		},
		"POST /submissions/:reference/viewed": one(matrixForm{in: sub, form: fields("side", "front", "round", "1")}),
		"POST /submissions/:reference/claim": {
			{in: sub},
			{words: "(take over)", in: sub, form: fields("take", "1")},
		},
		"POST /submissions/:reference/release": {
			{in: sub},
			{words: "(for a reason)", in: sub, form: fields("skip", "hard-to-judge", "skip-note", matrixNote)},
			{words: "(for none of the reasons)", in: slicesOf(sub, "waiting, mine"), form: fields("skip", "tired")},
		},
		"POST /submissions/:reference/hand": {
			{words: "(to a colleague)", in: sub, form: handForm},
			{words: "(to nobody)", in: sub, form: fields("to", "")},
		},
		"POST /submissions/:reference/answer": one(matrixForm{in: sub, form: answerForm}),
		"POST /submissions/:reference/stay": {
			{in: slicesOf(sub, "unknown reference", "draft never sent", "erased", "waiting, free", "approved by a colleague"), form: fields("reason", matrixNote)},
			{words: "(without a reason)", in: slicesOf(sub, "approved by a colleague"), form: fields("reason", "")},
		},
		"POST /submissions/:reference/stay/end":  one(matrixForm{in: slicesOf(sub, "unknown reference", "erased", "waiting, free", "approved by a colleague")}),
		"POST /submissions/:reference/comments":  one(matrixForm{in: sub, form: fields("comment", matrixNote)}),
		"POST /submissions/:reference/worksheet": one(matrixForm{in: sub, form: deciding("")}),
		"POST /submissions/:reference/decision": {
			{words: "(approve)", in: sub, form: deciding(review.Approve)},
			{words: "(reject)", in: sub, form: deciding(review.Reject, "reason", "expired")},
			{words: "(reject for a supervisor's reason)", in: sub, form: deciding(review.Reject, "reason", "authenticity-doubt")},
			{words: "(escalate)", in: sub, form: deciding(review.Escalate, "reason", "authenticity-doubt")},
		},
		"GET /submissions/:reference/phrases": one(matrixForm{in: sub}),
		"POST /submissions/:reference/phrases": {
			{words: "(the desk's)", in: sub, form: func(x *scene) url.Values { return url.Values{"phrase": {x.phrase("supervisor", "")}} }},
			{words: "(a colleague's own)", in: slicesOf(sub, "waiting, mine"), form: func(x *scene) url.Values { return url.Values{"phrase": {x.phrase("reviewer2", "own")}} }},
		},
		"GET /training": one(matrixForm{}),
		"POST /training/sets": {
			{words: "(for oneself)", form: fields("size", "5", "mix", "even", "seed", "1")},
			{words: "(for a colleague)", form: func(x *scene) url.Values {
				return url.Values{"size": {"5"}, "mix": {"even"}, "person": {string(x.colleague)}}
			}},
		},
		"GET /training/people/:id":        one(matrixForm{in: onTrainee()}),
		"GET /training/sets/:id":          one(matrixForm{in: onSet()}),
		"POST /training/sets/:id/next":    one(matrixForm{in: onSet()}),
		"GET /training/sets/:id/cases/:n": one(matrixForm{in: onSet()}),
		"GET /training/sets/:id/cases/:n/images/:side": {
			{words: "(screen)", in: onSet()},
			{words: "(thumb)", in: onSet(), query: "size=thumb"},
		},
		"POST /training/sets/:id/cases/:n/viewed":    one(matrixForm{in: onSet(), form: fields("side", "front", "round", "1")}),
		"POST /training/sets/:id/cases/:n/worksheet": one(matrixForm{in: onSet(), form: fields("check.legible", "yes", "version", "1-x")}),
		"POST /training/sets/:id/cases/:n/decision": {
			{words: "(escalate)", in: onSet(), form: fields("check.legible", "no", "outcome", "escalate")},
			{words: "(nothing)", in: slicesOf(onSet(), "my set, a case open"), form: fields()},
		},
		"POST /training/sets/:id/cases/:n/release": one(matrixForm{in: onSet()}),
		"GET /training/sets/:id/cases/:n/result":   one(matrixForm{in: onSet()}),

		"GET /phrases": one(matrixForm{}),
		"POST /phrases": {
			{words: "(the desk's)", form: fields("use", "note", "whose", "desk", "text", "looked twice")},
			{words: "(an own one)", form: fields("use", "note", "whose", "own", "text", "looked twice")},
		},
		"POST /phrases/:id":        one(matrixForm{in: onPhrase(), form: fields("use", "note", "text", "looked three times", "version", "1")}),
		"POST /phrases/:id/remove": one(matrixForm{in: onPhrase(), form: fields("version", "1")}),

		"GET /decisions/mine":       one(matrixForm{}),
		"POST /decisions/mine/read": one(matrixForm{}),
		"POST /audit/:decision/answer": {
			{words: "(an answer)", in: dec, form: fields("answer", matrixNote)},
			{words: "(nothing)", in: dec},
		},
		"POST /decisions/:decision/retract": one(matrixForm{in: dec}),
		"POST /decisions/:decision/report":  one(matrixForm{in: dec, form: fields("note", matrixNote)}),

		"GET /audit":           one(matrixForm{}),
		"GET /audit/skips":     one(matrixForm{}),
		"GET /audit/:decision": one(matrixForm{in: dec}),
		"GET /audit/samples":   one(matrixForm{}),
		"POST /audit/samples": {
			{words: "(a number of somebody who decided nothing)", form: fields("count", "1", "person", "019ab000-0000-7000-8000-000000000000")},
			{words: "(neither number nor share)", form: fields("seed", "s")},
		},
		"GET /audit/second-looks": one(matrixForm{}),
		"POST /audit/second-looks": {
			{words: "(of a person)", form: fields("count", "1", "person", "019ab000-0000-7000-8000-000000000000")},
			{words: "(no number)"},
		},
		"POST /audit/second-looks/:id/end": one(matrixForm{in: []situation{
			{"unknown order", func(x *scene) { x.params["id"] = "019ab000-0000-7000-8000-000000000000" }},
			{"no order at all", func(x *scene) { x.params["id"] = "all" }},
		}}),
		"GET /audit/samples/:sample":          one(matrixForm{in: onSample()}),
		"GET /audit/samples/:sample/again":    one(matrixForm{in: onSample()}),
		"GET /audit/samples/:sample/items/:n": one(matrixForm{in: onSample()}),
		"POST /audit/samples/:sample/items/:n": {
			{words: "(approve)", in: onSample(), form: fields("outcome", "approve")},
			{words: "(nothing)", in: onSample()},
		},
		"GET /audit/log/checkpoint":   one(matrixForm{}),
		"GET /audit/log/proof/:entry": one(matrixForm{in: onEntry()}),
		"POST /audit/:decision": {
			{words: "(agree)", in: dec, form: fields("verdict", "agree")},
			{words: "(overturn)", in: dec, form: fields("verdict", "overturn", "severity", "major", "note", matrixNote)},
		},
		"POST /audit/:decision/complaint": {
			{words: "(agree)", in: onComplaint(), form: fields("verdict", "agree", "message", matrixNote)},
			{words: "(overturn)", in: onComplaint(), form: fields("verdict", "overturn", "note", matrixNote)},
			{words: "(agree without a word)", in: slicesOf(onComplaint(), "a colleague's, complained of"), form: fields("verdict", "agree")},
		},
		"GET /stats":  one(matrixForm{}),
		"GET /export": one(matrixForm{}),
		"POST /export/:what": {
			{in: onExport(), form: fields("purpose", "a test", "format", "csv")},
			{words: "(without a purpose)", in: slicesOf(onExport(), "decisions"), form: fields("format", "csv")},
		},

		"GET /lookup":         one(matrixForm{}),
		"POST /lookup":        one(matrixForm{in: onReference(), form: referenceForm}),
		"POST /lookup/resend": one(matrixForm{in: onReference(), form: referenceForm}),
		"POST /lookup/complaint": one(matrixForm{in: append([]situation{{"unknown reference", nil}}, complained(link)...), form: func(x *scene) url.Values {
			v := referenceForm(x)
			v.Set("complaint", matrixNote)
			return v
		}}),

		"GET /staff": one(matrixForm{}),
		"POST /staff/invite": {
			{words: "(a reviewer)", form: inviteForm("reviewer")},
			{words: "(by letter)", in: withMail(always()), form: inviteForm("reviewer")},
			{words: "(an administrator)", form: inviteForm("admin")},
		},
		"GET /team": one(matrixForm{}),
		"POST /team/:id/skills": {
			{words: "(a kind)", in: account, form: fields("kind", "resident-card", "lang", "ja")},
			{words: "(everything)", in: account, form: fields()},
			{words: "(an unknown kind)", in: account, form: fields("kind", "passport")},
			{words: "(a group without rules)", in: account, form: fields("group", "night")},
		},
		"GET /staff/roles": one(matrixForm{}),
		"GET /staff/:id":   one(matrixForm{in: account}),
		"POST /staff/:id/role": {
			{words: "(supervisor)", in: account, form: roleForm("supervisor"), ends: true},
			{words: "(support)", in: account, form: roleForm("support"), ends: true},
		},
		"POST /staff/:id/disable": one(matrixForm{in: account, form: fields("confirmed", "yes"), ends: true}),
		"POST /staff/:id/enable":  one(matrixForm{in: account, ends: true}),
		"POST /staff/:id/reset": {
			{in: account, form: fields("confirmed", "yes"), ends: true},
			{words: "(by letter)", in: withMail(account), form: fields("confirmed", "yes"), ends: true},
		},
		"POST /staff/:id/confirm": one(matrixForm{in: account, form: roleForm("reviewer"), ends: true}),
		"POST /staff/:id/refuse":  one(matrixForm{in: account, form: roleForm("reviewer"), ends: true}),
		"GET /settings":           one(matrixForm{}),

		"GET /account": one(matrixForm{}),
		"POST /account/password": {
			{words: "(wrong one)", form: fields("current", "wrong-"+testPassword, "new", "ganz-anderes-pferd-7")},
			{words: "(right one)", form: fields("current", testPassword, "new", "korrekt-horse-battery-2", "again", "korrekt-horse-battery-2"), ends: true},
		},
		"POST /account/language": one(matrixForm{form: fields("lang", "ja")}),
		"GET /account/keys":      one(matrixForm{}),
		"POST /account/keys":     one(matrixForm{form: fields("key.approve", "7")}),
		"POST /account/sessions": one(matrixForm{ends: true}),
		"POST /account/away": {
			{words: "(for an hour)", form: fields("for", "60")},
			{words: "(until no time)", form: fields("for", "at", "at", "noon")},
		},
		"POST /account/back": one(matrixForm{}),

		"GET /welcome/:token":  one(matrixForm{in: oneTime}),
		"POST /welcome/:token": one(matrixForm{in: oneTime, form: fields("name", "Ivo Kimura", "password", testPassword)}),
		"GET /reset/:token":    one(matrixForm{in: oneTime}),
		"POST /reset/:token":   one(matrixForm{in: oneTime, form: fields("password", testPassword)}),

		"GET /outbox": one(matrixForm{}),
	}
	for _, r := range (&App{}).addressTable((&App{}).pageTable()) {
		cases["GET "+r.path] = one(matrixForm{in: onAddress(r.path, link, sub)})
	}
	return cases
}

// onAddress are the situations of the address of an action that is no page itself.
func onAddress(path string, link, sub []situation) []situation {
	switch {
	case strings.HasPrefix(path, "/a/:token/"):
		return slicesOf(link, "unknown link", "draft", "approved")
	case strings.HasPrefix(path, "/submissions/:reference/"):
		return slicesOf(sub, "unknown reference", "no reference at all", "draft never sent", "erased", "waiting, free", "approved by a colleague")
	}
	return []situation{{"always", func(x *scene) {
		for _, name := range []string{"id", "view", "decision", "sample"} {
			x.params[name] = "019ab000-0000-7000-8000-000000000000"
		}
		x.params["what"] = "decisions"
	}}}
}

// batchOfOne does an act to the paper; assigned, it goes to a supervisor who has nothing to do with it.
func batchOfOne(act string, more ...string) func(*scene) url.Values {
	return func(x *scene) url.Values {
		v := referenceForm(x)
		v.Set("act", act)
		v.Set("to", string(x.people["supervisor2"].ID))
		v.Set("note", matrixNote)
		v.Set("list", "")
		for name, value := range fields(more...)(x) {
			v[name] = value
		}
		return v
	}
}

// viewed is the form of the view in question.
func viewed(more ...string) func(*scene) url.Values {
	return func(x *scene) url.Values {
		v := url.Values{"list": {""}, "version": {"7"}}
		for name, value := range fields(more...)(x) {
			v[name] = value
		}
		if v.Has("view") {
			v.Set("view", x.params["view"])
		}
		return v
	}
}

// handForm gives the paper to a supervisor who has nothing to do with it.
func handForm(x *scene) url.Values {
	return url.Values{"to": {string(x.people["supervisor2"].ID)}, "hand-note": {matrixNote}}
}

// answerForm answers on the version that stands, and leaves the checklist as it is.
func answerForm(x *scene) url.Values {
	return url.Values{"answer": {matrixNote}, "version": {x.seen}}
}

func inviteForm(role string) func(*scene) url.Values {
	return func(x *scene) url.Values {
		return url.Values{"email": {"invite" + uuid.NewString()[:8] + "@example.com"}, "name": {"Jun Endo"}, "role": {role}}
	}
}

// always is the one situation of a route whose answer depends on none.
func always() []situation { return []situation{{"always", nil}} }

// mailOrNot are the situations of a route for which only that counts.
func mailOrNot() []situation {
	return append([]situation{{"no mail is set up", nil}}, withMail(always())...)
}

// withMail are situations in a desk that sends letters to its staff.
func withMail(all []situation) []situation {
	var out []situation
	for _, s := range all {
		words := "mail is set up"
		if s.words != "always" {
			words = s.words + ", " + words
		}
		out = append(out, situation{words, func(x *scene) {
			if s.arrange != nil {
				s.arrange(x)
			}
			x.office.Letters = true // after that, so that an invitation in it can be answered
		}})
	}
	return out
}

// emptyQueue takes everything out of the queue's way.
func (x *scene) emptyQueue() {
	for name, p := range x.papers {
		if p.decision != "" {
			continue // erased
		}
		x.use(name, func(s *staging) { s.State = review.Withdrawn })
	}
	x.paper = nil
}

// lastPerson is the part before the @ of the last account made for a question.
func (x *scene) lastPerson() string { return "person" + strconv.Itoa(x.made) }
