package views

// drawing is a sign of 16 by 16 units: lines, and what is filled.
type drawing struct{ lines, solid string }

// signs are the drawings of the tools and of what leads to more, by what they do.
var signs = map[string]drawing{
	"fit":    {lines: "M2 5V2h3M11 2h3v3M14 11v3h-3M5 14H2v-3M5 6h6v4H5z"},
	"fill":   {lines: "M1.5 4.5v-3h3M11.5 1.5h3v3M14.5 11.5v3h-3M4.5 14.5h-3v-3", solid: "M3.5 4h9v8h-9z"},
	"out":    {lines: "M3 8h10"},
	"in":     {lines: "M3 8h10M8 3v10"},
	"left":   {lines: "M5 8h9v6H5zM12 5.5C12 3.5 10.5 2.5 8.5 2.5H3M5.5 0L3 2.5 5.5 5"},
	"right":  {lines: "M2 8h9v6H2zM4 5.5C4 3.5 5.5 2.5 7.5 2.5H13M10.5 0L13 2.5 10.5 5"},
	"alone":  {lines: "M2 3h8v10H2zM13.5 4v8"},
	"stack":  {lines: "M3 2h10v5H3zM3 9h10v5H3z"},
	"link":   {lines: "M2 5h11M10.5 2.5L13 5 10.5 7.5M14 11H3M5.5 8.5L3 11 5.5 13.5"},
	"follow": {lines: "M8 3.5a4.5 4.5 0 1 0 .01 0zM8 1v4M8 11v4M1 8h4M11 8h4"},
	"loupe":  {lines: "M6.5 2a4.5 4.5 0 1 0 .01 0zM10 10l4.5 4.5"},
	"mark":   {lines: "M2 5.5V3h2.5M6.5 3h3M11.5 3H14v2.5M14 7v2M14 10.5V13h-2.5M9.5 13h-3M4.5 13H2v-2.5M2 9V7"},
	"invert": {lines: "M2 3h12v10H2z", solid: "M2 13L14 3v10z"},
	"grey":   {lines: "M8 2.5a5.5 5.5 0 1 0 .01 0z", solid: "M8 2.5a5.5 5.5 0 0 1 0 11z"},
	"light":  {lines: "M8 5.2a2.8 2.8 0 1 0 .01 0zM8 1v2M8 13v2M1 8h2M13 8h2M3 3l1.5 1.5M11.5 11.5L13 13M13 3l-1.5 1.5M4.5 11.5L3 13"},
	"full":   {lines: "M9.5 6.5L14 2M10 2h4v4M6.5 9.5L2 14M2 10v4h4"},
	"find":   {lines: "M6.5 2a4.5 4.5 0 1 0 .01 0zM10 10l4.5 4.5"},
	"about":  {lines: "M8 2a6 6 0 1 0 .01 0zM8 7v4.5M8 4.2v1"},
	"reset":  {lines: "M3 2.5v4h4M3.2 6.5A5.2 5.2 0 1 1 3 9.5"},
}
