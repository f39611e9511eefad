package handlers

import (
	"net/url"
	"testing"

	"shinsa/review"
)

// Who opens the address of an action finds a page, and nothing has been done.
func TestTheAddressOfAnActionLeadsToItsPage(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	ref, _ := d.submission()
	id := d.decision("reviewer", ref, review.DecisionForm{Outcome: review.Approve})
	page := "/submissions/" + string(ref)
	for address, want := range map[string]string{
		page + "/decision": page, page + "/release": page, page + "/stay/end": page, page + "/images/front/purge": page,
		"/decisions/" + string(id) + "/report": "/audit/" + string(id), "/decisions/mine/read": "/decisions/mine",
		"/queue/next": "/queue", "/queue/views/019ab000-0000-7000-8000-000000000000/delete": "/queue",
		"/account/password": "/account", "/export/decisions": "/export", "/lookup/resend": "/lookup", "/audit/second-looks/x/end": "/audit/second-looks",
		"/audit/" + string(id) + "/complaint": "/audit/" + string(id), "/training/sets": "/training", "/logout": "/queue", "/link": "/queue",
	} {
		d.as("supervisor").get(address).leadsTo(want)
	}
	d.as("supervisor").get("/queue").is(200) // still signed in
	d.as("admin").get("/staff/invite").leadsTo("/staff")
	d.as("reviewer").get("/decisions/" + string(id) + "/retract").leadsTo("/audit/" + string(id))
	if v, err := d.desk.Review(t.Context(), d.actor("reviewer"), ref); err != nil || v.Own == nil {
		t.Errorf("the decision was taken back: %v", err)
	}

	// What somebody may not open is as little there below as above.
	for _, who := range []string{"support", "admin"} {
		d.as(who).get(page + "/decision").is(403)
	}
	for _, unknown := range []string{"ZZZZ-ZZZZ", "nonsense"} {
		d.as("reviewer").get("/submissions/" + unknown + "/decision").is(404)
	}
	d.nobody().get(page + "/decision").leadsTo("/login?next=" + url.QueryEscape(page+"/decision"))
	d.nobody().get("/link").leadsTo("/")
	d.nobody().get("/logout").leadsTo("/")
}
