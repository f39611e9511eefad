package browser

import (
	"strings"
	"testing"
)

// TestLongValuesStayReadable: a name of 200 letters, one that is written from right to left and one that turns
// what stands beside it stay in their place, and the readings open beside them.
func TestLongValuesStayReadable(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	b := d.tab(wideLook).as("reviewer")
	for _, c := range []struct{ name, says string }{
		{strings.Repeat("WARNAKULASURIYA", 13) + "NADEE", ""},
		{strings.Repeat("ﻡﺤﻣﺩ ", 39) + "ﻉﻠﻳ", ""},
		{"KIM \u202e2027-01-01 ILWAH", "U+202E"},
		{"髙橋 健", "U+9AD9"},
	} {
		ref, _ := d.submission(wish{n: 1, typed: map[string]string{"name": c.name}})
		b.open(submissionPath(ref))
		b.fits(c.name[:6], wideLook.width)
		b.until("the value is within its field", `(() => {
			const dd = document.querySelector('[data-field=name] dd').getBoundingClientRect();
			const typed = document.querySelector('[data-field=name] dd bdi').getBoundingClientRect();
			return typed.left >= dd.left - 1 && typed.right <= dd.right + 1 && typed.bottom <= dd.bottom + 1;
		})()`)
		if c.says != "" {
			b.click("[data-field=name] .aids summary")
			b.says("[data-field=name] .aids", c.says)
		}
	}
}
