package handlers

import (
	"time"

	"shinsa/review"
)

// onSample are the situations of a sample, asked for at its first decision.
func onSample() []situation {
	drawn := func(by func(x *scene) review.StaffID, blind bool) func(*scene) {
		return func(x *scene) {
			x.stands(review.Approved, by(x), nil)
			from := x.clock.now().Add(-aWhileAgo)
			id, err := x.desk.DrawSample(x.t.Context(), x.actor("supervisor2"), review.SampleOrder{
				Count: 1, Seed: "matrix", Blind: blind, Filter: review.SampleFilter{By: by(x), From: from, Until: from.Add(time.Microsecond)},
			})
			x.must(err)
			x.params["sample"] = string(id)
		}
	}
	colleague := func(x *scene) review.StaffID { return x.colleague }
	return []situation{
		{"unknown sample", func(x *scene) { x.params["sample"] = "019ab000-0000-7000-8000-000000000000" }},
		{"no sample at all", func(x *scene) { x.params["sample"] = "mine" }},
		{"a sample of a colleague's", drawn(colleague, false)},
		{"a blind sample of a colleague's", drawn(colleague, true)},
		{"a blind sample of mine", drawn(func(x *scene) review.StaffID { return x.me }, true)},
	}
}
