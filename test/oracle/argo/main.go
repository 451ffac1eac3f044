// Asks the code of Argo Rollouts what conditions and series of measurements come to.
// README.md beside this file says how to run it.
package main

import (
	"encoding/json"
	"fmt"
	"io"
	"math/rand"
	"os"
	"strconv"
	"time"
	_ "unsafe" // for go:linkname: what judges series is private in Argo's package

	"github.com/sirupsen/logrus"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/intstr"

	_ "github.com/argoproj/argo-rollouts/analysis"
	"github.com/argoproj/argo-rollouts/pkg/apis/rollouts/v1alpha1"
	"github.com/argoproj/argo-rollouts/utils/evaluate"
)

//go:linkname assessMetricStatus github.com/argoproj/argo-rollouts/analysis.assessMetricStatus
func assessMetricStatus(v1alpha1.Metric, v1alpha1.MetricResult, bool) v1alpha1.AnalysisPhase

//go:linkname calculateNextReconcileTime github.com/argoproj/argo-rollouts/analysis.calculateNextReconcileTime
func calculateNextReconcileTime(*v1alpha1.AnalysisRun, []v1alpha1.Metric) *time.Time

type cases struct {
	// Values as texts, because JSON has no NaN: a text is a scalar, a list of texts a vector.
	Values     []any    `json:"values"`
	Conditions []string `json:"conditions"`
	// Pairs of successCondition and failureCondition.
	Pairs [][2]string `json:"pairs"`
}

type series struct {
	Metric map[string]any `json:"metric"`
	// A word for each measurement: its phase, the phase of the metric after it, and the seconds until
	// the next one; phases by their first letters.
	Steps string `json:"steps"`
	// The phase of the metric if the run is ended after the last measurement.
	Ended v1alpha1.AnalysisPhase `json:"ended"`
}

type answers struct {
	// A letter for each value: t is true, f is false, e is an error.
	Conditions map[string]string `json:"conditions"`
	// A letter for each value: S, F, I or E for the phases of a measurement.
	Pairs  []string `json:"pairs"`
	Series []series `json:"series"`
}

func main() {
	logrus.SetOutput(io.Discard)
	var given cases
	if err := json.NewDecoder(os.Stdin).Decode(&given); err != nil {
		panic(err)
	}
	var values []any
	for _, value := range given.Values {
		values = append(values, parsed(value))
	}
	out := answers{Conditions: map[string]string{}}
	for _, condition := range given.Conditions {
		for _, value := range values {
			out.Conditions[condition] += letter(condition, value)
		}
	}
	for _, pair := range given.Pairs {
		metric := v1alpha1.Metric{SuccessCondition: pair[0], FailureCondition: pair[1]}
		letters := ""
		for _, value := range values {
			phase, _ := evaluate.EvaluateResult(value, metric, *logrus.NewEntry(logrus.New()))
			letters += string(phase[0])
		}
		out.Pairs = append(out.Pairs, letters)
	}
	random := rand.New(rand.NewSource(1))
	for range 300 {
		out.Series = append(out.Series, randomSeries(random))
	}
	text, err := json.Marshal(out)
	if err != nil {
		panic(err)
	}
	fmt.Println(string(text))
}

func parsed(value any) any {
	if list, ok := value.([]any); ok {
		floats := make([]float64, 0, len(list))
		for _, one := range list {
			floats = append(floats, parsed(one).(float64))
		}
		return floats
	}
	number, err := strconv.ParseFloat(value.(string), 64)
	if err != nil {
		panic(err)
	}
	return number
}

// EvalCondition panics where one of Argo's functions does, which the controller takes for an error.
func letter(condition string, value any) (letter string) {
	defer func() {
		if recover() != nil {
			letter = "e"
		}
	}()
	holds, err := evaluate.EvalCondition(value, condition)
	if err != nil {
		return "e"
	}
	return strconv.FormatBool(holds)[:1]
}

func randomSeries(random *rand.Rand) series {
	metric := v1alpha1.Metric{Name: "metric"}
	fields := map[string]any{}
	limit := func(name string, at **intstr.IntOrString, low, high int) {
		if random.Intn(3) == 0 {
			return
		}
		value := low + random.Intn(high-low+1)
		if random.Intn(4) == 0 && value >= 0 {
			*at = &intstr.IntOrString{Type: intstr.String, StrVal: strconv.Itoa(value)}
			fields[name] = strconv.Itoa(value)
		} else {
			*at = &intstr.IntOrString{Type: intstr.Int, IntVal: int32(value)}
			fields[name] = value
		}
	}
	if random.Intn(4) > 0 {
		metric.Interval = "60s"
		fields["interval"] = "60s"
		limit("count", &metric.Count, 0, 6)
	}
	limit("failureLimit", &metric.FailureLimit, -1, 2)
	limit("inconclusiveLimit", &metric.InconclusiveLimit, 0, 4)
	limit("consecutiveErrorLimit", &metric.ConsecutiveErrorLimit, 0, 5)
	limit("consecutiveSuccessLimit", &metric.ConsecutiveSuccessLimit, 0, 4)

	phases := []v1alpha1.AnalysisPhase{"Successful", "Successful", "Successful", "Failed", "Failed", "Inconclusive", "Error"}
	// Some series are all of one kind, so that limits on many in a row are reached.
	if random.Intn(3) == 0 {
		phases = phases[random.Intn(len(phases)):][:1]
	}
	result := v1alpha1.MetricResult{Name: "metric", Phase: "Running"}
	start := time.Unix(0, 0)
	at := start
	out := series{Metric: fields}
	for range 12 {
		phase := phases[random.Intn(len(phases))]
		count(&result, phase, at)
		status := assessMetricStatus(metric, result, false)
		out.Ended = assessMetricStatus(metric, result, true)
		result.Phase = status
		run := &v1alpha1.AnalysisRun{Status: v1alpha1.AnalysisRunStatus{MetricResults: []v1alpha1.MetricResult{result}}}
		next := calculateNextReconcileTime(run, []v1alpha1.Metric{metric})
		out.Steps += fmt.Sprintf(" %c%c", phase[0], status[0])
		if next == nil {
			break
		}
		out.Steps += fmt.Sprint(next.Sub(at).Seconds())
		at = *next
	}
	out.Steps = out.Steps[1:]
	return out
}

// Counts a measurement as runMeasurements() in Argo's analysis/analysis.go does.
func count(result *v1alpha1.MetricResult, phase v1alpha1.AnalysisPhase, at time.Time) {
	finished := metav1.NewTime(at)
	result.Measurements = append(result.Measurements, v1alpha1.Measurement{Phase: phase, FinishedAt: &finished})
	if phase == "Error" {
		result.Error++
		result.ConsecutiveError++
		result.ConsecutiveSuccess = 0
		return
	}
	result.Count++
	result.ConsecutiveError = 0
	if phase == "Successful" {
		result.Successful++
		result.ConsecutiveSuccess++
		return
	}
	result.ConsecutiveSuccess = 0
	if phase == "Failed" {
		result.Failed++
	} else {
		result.Inconclusive++
	}
}
