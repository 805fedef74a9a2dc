{{- /* The name of everything in this release. */ -}}
{{- define "mijnzaken.name" -}}
{{- if contains "mijnzaken" .Release.Name -}}{{ .Release.Name | trunc 63 | trimSuffix "-" }}
{{- else -}}{{ printf "%s-mijnzaken" .Release.Name | trunc 63 | trimSuffix "-" }}{{- end -}}
{{- end -}}

{{- define "mijnzaken.selector" -}}
app.kubernetes.io/name: mijnzaken
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "mijnzaken.labels" -}}
{{ include "mijnzaken.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end -}}

{{- /* "true" when the verwerkingenlog is a file. A storage that stands in the secret is PostgreSQL: it has a password. */ -}}
{{- define "mijnzaken.sqlite" -}}
{{- $opslag := dig "verwerkingenlog" "opslag" "sqlite:verwerkingenlog.sqlite" .Values.config -}}
{{- if and (kindIs "string" $opslag) (hasPrefix "sqlite:" $opslag) -}}true{{- end -}}
{{- end -}}
