package io.modcluster.balancer.launcher;

import io.modcluster.balancer.options.BalancerOptions;
import io.modcluster.balancer.options.OptionsProblem;
import io.modcluster.balancer.options.Secrets;
import io.modcluster.balancer.options.Setting;
import java.util.ArrayList;
import java.util.List;

/** {@code --set key=value} of the command line. */
final class AssignmentSource {
    private static final String ORIGIN = "--set";

    private AssignmentSource() {}

    static Findings read(List<String> assignments) {
        List<Setting> settings = new ArrayList<>();
        List<OptionsProblem> problems = new ArrayList<>();
        for (String assignment : assignments) {
            int equals = assignment.indexOf('=');
            if (equals <= 0) {
                String shown = Secrets.isNear(assignment, BalancerOptions.keys()) ? "" : assignment;
                problems.add(new OptionsProblem("", ORIGIN, shown, "key=value, for instance traffic.port=8000"));
            } else {
                settings.add(new Setting(
                        assignment.substring(0, equals), new Setting.Text(assignment.substring(equals + 1)), ORIGIN));
            }
        }
        return new Findings(settings, problems);
    }
}
