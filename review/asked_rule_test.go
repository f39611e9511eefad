package review

import (
	"reflect"
	"testing"

	"shinsa/review/kinds"
)

func TestWhatReasonsAskFor(t *testing.T) {
	t.Parallel()
	both := []string{"front", "back"}
	k := &kinds.Kind{Reasons: []kinds.Reason{
		{ID: "blurred", Group: "image", Mends: kinds.NewImage, Sides: both},
		{ID: "cut-off", Group: "image", Mends: kinds.NewImage, Sides: both},
		{ID: "back-missing", Group: "image", Mends: kinds.NewImage, Sides: []string{"back"}},
		{ID: "over", Group: "document", Mends: kinds.OtherDocument, Sides: both},
		{ID: "ended", Group: "document", Mends: kinds.NewImage, Sides: both},
		{ID: "name-differs", Group: "entry", Mends: kinds.Edit},
	}}
	on := func(reason string, sides ...string) (marks []Mark) {
		for i, s := range sides {
			marks = append(marks, Mark{Reason: reason, Side: s, X: i, W: 1, H: 1})
		}
		return marks
	}
	for name, c := range map[string]struct {
		reasons         []string
		marks           []Mark
		sent            []string
		sides, demanded []string
	}{
		"nothing is pinned":                               {[]string{"blurred"}, nil, both, both, both},
		"pinned to the front":                             {[]string{"blurred"}, on("blurred", "front"), both, []string{"front"}, []string{"front"}},
		"pinned to the back, twice":                       {[]string{"blurred"}, on("blurred", "back", "back"), both, []string{"back"}, []string{"back"}},
		"pinned to both":                                  {[]string{"blurred"}, on("blurred", "back", "front"), both, both, both},
		"another reason is pinned":                        {[]string{"blurred", "cut-off"}, on("cut-off", "back"), both, both, both},
		"two reasons on two sides":                        {[]string{"blurred", "cut-off"}, append(on("cut-off", "back"), on("blurred", "front")...), both, both, both},
		"two reasons on one side":                         {[]string{"blurred", "cut-off"}, append(on("cut-off", "back"), on("blurred", "back")...), both, []string{"back"}, []string{"back"}},
		"a document that is over is shown whole":          {[]string{"over"}, on("over", "front"), both, both, both},
		"so is one whose stay has ended":                  {[]string{"ended"}, on("ended", "front"), both, both, both},
		"only the front was sent":                         {[]string{"blurred"}, nil, []string{"front"}, both, []string{"front"}},
		"a missing back is wanted though front is pinned": {[]string{"back-missing"}, on("back-missing", "front"), []string{"front"}, []string{"back"}, []string{"back"}},
		"what was typed needs no picture":                 {[]string{"name-differs"}, on("name-differs", "front"), both, nil, nil},
		"a reason that the kind lost":                     {[]string{"gone"}, on("gone", "front"), both, nil, nil},
	} {
		got := askedOf(k, c.reasons, c.marks, c.sent)
		if !reflect.DeepEqual(got, asked{c.sides, c.demanded}) {
			t.Errorf("%s: %+v", name, got)
		}
	}
}
